// SPDX-License-Identifier: Apache-2.0
// The whole storefront. It asks the catalog (open to everybody) and the orders service (for who is signed in) and nothing else.

const byId = (id) => document.getElementById(id);
const euro = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" });
const price = (cents) => euro.format(cents / 100);
const whole = new Intl.NumberFormat("en");

/** An element with properties and children; text is always text, never markup. */
function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// ---- posters: there are no pictures, so each film gets one of its own, always the same -------------------------------

const GENRES = {
  Action: [8, 32], Adventure: [28, 165], Comedy: [42, 340], Drama: [222, 262], Horror: [352, 282],
  "Thriller/Suspense": [196, 232], "Romantic Comedy": [332, 18], Musical: [284, 322], Documentary: [150, 190],
  Western: [22, 44], "Black Comedy": [60, 300], "Concert/Performance": [262, 312],
};

/** Numbers from a seed, 0 to 1. */
function numbers(seed) {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SVG = "http://www.w3.org/2000/svg";

function shape(svg, tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  svg.append(node);
}

/** What is drawn, by genre. */
const MOTIFS = {
  rays(svg, next) {
    const x = 40 + next() * 120, y = 60 + next() * 80, n = 9 + Math.floor(next() * 8), turn = next() * 6.28;
    for (let i = 0; i < n; i++) {
      const a = turn + (i / n) * 6.283, b = a + 3.14 / n;
      shape(svg, "path", { d: `M${x} ${y}L${x + 420 * Math.cos(a)} ${y + 420 * Math.sin(a)}L${x + 420 * Math.cos(b)} ${y + 420 * Math.sin(b)}Z`, opacity: 0.16 });
    }
    shape(svg, "circle", { cx: x, cy: y, r: 26 + next() * 22, opacity: 0.85 });
  },
  hills(svg, next) {
    shape(svg, "circle", { cx: 30 + next() * 140, cy: 60 + next() * 50, r: 22 + next() * 26, opacity: 0.75 });
    for (let i = 0; i < 4; i++) {
      const y = 115 + i * 42, a = 20 + next() * 50, b = 20 + next() * 50;
      shape(svg, "path", { d: `M0 ${y}Q50 ${y - a} 100 ${y}T200 ${y - b / 3}V300H0Z`, opacity: 0.14 + i * 0.05 });
    }
  },
  dots(svg, next) {
    for (let i = 0; i < 13; i++) {
      shape(svg, "circle", { cx: next() * 200, cy: next() * 230, r: 6 + next() * 34, opacity: 0.1 + next() * 0.28 });
    }
  },
  window(svg, next) {
    const x = 30 + next() * 50, y = 30 + next() * 30, w = 70 + next() * 50, h = 100 + next() * 60;
    shape(svg, "rect", { x, y, width: w, height: h, opacity: 0.24 });
    shape(svg, "rect", { x: x + 18, y: y + 22, width: w, height: h, opacity: 0.2 });
    shape(svg, "circle", { cx: x + w / 2 + 10, cy: y + h / 2, r: 24 + next() * 14, opacity: 0.6 });
  },
  claws(svg, next) {
    for (let i = 0; i < 5; i++) {
      const x = 20 + i * 36 + next() * 14, lean = -30 + next() * 60;
      shape(svg, "path", { d: `M${x} ${-10 + next() * 30}Q${x + lean} 110 ${x + lean / 2} ${170 + next() * 60}Q${x + lean + 16} 100 ${x + 13} -10Z`, opacity: 0.16 + next() * 0.34 });
    }
  },
  blinds(svg, next) {
    const tilt = -14 + next() * 28;
    for (let i = 0; i < 12; i++) {
      shape(svg, "path", { d: `M-20 ${i * 26}L220 ${i * 26 + tilt}V${i * 26 + tilt + 9}L-20 ${i * 26 + 9}Z`, opacity: 0.16 });
    }
    shape(svg, "circle", { cx: 50 + next() * 100, cy: 90 + next() * 40, r: 38 + next() * 14, opacity: 0.5 });
  },
  hearts(svg, next) {
    for (let i = 0; i < 3; i++) {
      const x = 45 + next() * 110, y = 60 + next() * 110, s = 0.7 + next() * 1.4;
      shape(svg, "path", { d: "M0 12C-26 -10 -14 -30 0 -16C14 -30 26 -10 0 12Z", transform: `translate(${x} ${y}) scale(${s * 1.6})`, opacity: 0.22 + i * 0.16 });
    }
  },
  waves(svg, next) {
    for (let i = 0; i < 7; i++) {
      const y = 40 + i * 26, a = 8 + next() * 26;
      shape(svg, "path", { d: `M-10 ${y}C40 ${y - a} 70 ${y + a} 110 ${y}S180 ${y - a} 215 ${y}`, fill: "none", stroke: "currentColor", "stroke-width": 3 + next() * 6, opacity: 0.3 });
    }
  },
};
const MOTIFS_OF = {
  Action: ["rays", "claws", "blinds"], Adventure: ["hills", "rays", "waves"], Comedy: ["dots", "rays", "hearts"],
  Drama: ["window", "hills", "waves", "blinds", "dots"], Horror: ["claws", "blinds"], "Thriller/Suspense": ["blinds", "window", "claws"],
  "Romantic Comedy": ["hearts", "dots"], Musical: ["waves", "dots"], Documentary: ["hills", "window"], Western: ["hills", "rays"],
  "Black Comedy": ["blinds", "dots"], "Concert/Performance": ["waves", "rays"],
};

function poster(film, place) {
  const next = numbers(film.id);
  const [from, to] = GENRES[film.genre] ?? [next() * 360, next() * 360];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 200 300");
  svg.setAttribute("preserveAspectRatio", "xMidYMin slice");
  svg.setAttribute("aria-hidden", "true");
  svg.style.setProperty("fill", "currentColor");
  svg.style.setProperty("color", `hsl(${from + 30 + next() * 40} 90% 88%)`);
  const motifs = MOTIFS_OF[film.genre] ?? Object.keys(MOTIFS);
  MOTIFS[motifs[Math.floor(next() * motifs.length)]](svg, next);
  const box = el("span", { className: "poster" }, svg);
  const set = (name, value) => box.style.setProperty(name, value);
  const old = year(film) < 1965;
  set("--h1", from - 22 + next() * 44);
  set("--h2", to - 22 + next() * 44);
  set("--s", old ? "14%" : `${48 + next() * 26}%`);
  set("--l1", `${30 + next() * 16}%`);
  set("--l2", `${15 + next() * 10}%`);
  set("--angle", `${130 + next() * 90}deg`);
  // in hundredths of the poster's width; the longest word has to fit
  const longest = Math.max(...film.title.split(/[\s-]+/).map((word) => word.length));
  set("--size", `${Math.min(film.title.length > 38 ? 8.5 : film.title.length > 20 ? 10 : 12.5, 140 / longest)}cqi`);
  box.append(el("span", { className: "year" }, String(year(film))), el("span", { className: "name" }, film.title));
  if (place) box.append(el("span", { className: "place", ariaHidden: "true" }, String(place)));
  return box;
}

const year = (film) => Number(film.released.slice(0, 4));

// ---- asking ---------------------------------------------------------------------------------------------------------

/** What the other side said, or that it said nothing: {status, body}. */
async function ask(path, options = {}) {
  try {
    const answer = await fetch(path, { ...options, headers: { Accept: "application/json", ...options.headers } });
    const json = (answer.headers.get("content-type") ?? "").includes("json");
    return { status: answer.status, body: json ? await answer.json() : {} };
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    return { status: 0, body: { detail: "The shop cannot be reached." } };
  }
}

const notices = new Map();

/** One line at the top for each part that is away, and none when it is back. */
function notice(part, text, bad = false) {
  if ((notices.get(part)?.text ?? "") === (text ?? "")) return;
  if (text) notices.set(part, { text, bad });
  else notices.delete(part);
  byId("notice").replaceChildren(...[...notices.values()].map((each) => el("p", { className: `notice${each.bad ? " bad" : ""}` }, each.text)));
}

// ---- films ----------------------------------------------------------------------------------------------------------

const view = { query: "", genre: "", decade: "", sort: "relevance", page: 1 };
let running = null;

function readAddress() {
  const given = new URLSearchParams(location.search);
  for (const name of ["query", "genre", "decade", "sort"]) view[name] = given.get(name) ?? (name === "sort" ? "relevance" : "");
  view.page = 1;
  byId("query").value = view.query;
  byId("sort").value = view.sort;
}

function writeAddress() {
  const kept = new URLSearchParams(Object.entries(view).filter(([name, value]) => value && name !== "page" && value !== "relevance"));
  history.replaceState(null, "", kept.size ? `?${kept}` : location.pathname);
}

async function find(add = false) {
  running?.abort();
  running = new AbortController();
  view.page = add ? view.page + 1 : 1;
  writeAddress();
  const grid = byId("films");
  grid.classList.add("waiting");
  const asked = new URLSearchParams(Object.entries(view).filter(([, value]) => value));
  let answer;
  try {
    answer = await ask(`/shop/api/films?${asked}`, { signal: running.signal });
  } catch {
    return;
  }
  grid.classList.remove("waiting");
  if (answer.status !== 200) {
    notice("catalog", `The films cannot be shown right now. ${answer.body.detail ?? ""}`, true);
    if (!add) setTimeout(() => find(), 3000);
    return;
  }
  notice("catalog");
  const page = answer.body;
  notice("search", page.engine === "postgresql" && view.query ? "The search engine is away: only exact letters are found for now." : null);
  const tiles = page.items.map((film) => el("li", {}, tile(film)));
  if (add) {
    grid.append(...tiles);
    tiles[0]?.querySelector("button").focus();
  } else {
    grid.replaceChildren(...tiles);
    if (!tiles.length) grid.append(el("li", { className: "empty" }, el("strong", {}, "No film like that"), "Try fewer letters, or another genre or decade."));
  }
  const filtered = view.query || view.genre || view.decade;
  byId("films-title").textContent = view.query ? `“${view.query}”` : view.genre || "All films";
  byId("count").textContent = page.total === 1 ? "1 film" : `${whole.format(page.total)} films`;
  byId("more").hidden = page.page >= page.pages;
  byId("best").classList.toggle("filtered", Boolean(filtered));
  showBest(!filtered);
  showFacets(page);
}

function tile(film, place) {
  return el("button", { type: "button", className: "tile", on: { click: () => open(film.id) } },
    poster(film, place),
    el("span", { className: "facts" }, el("b", {}, price(film.priceCents)), film.score ? el("span", { className: "score", ariaLabel: `rated ${film.score}` }, film.score.toFixed(1)) : null),
    el("span", { className: "under" }, place ? `${whole.format(film.sold)} sold` : [film.genre, film.director].filter(Boolean).join(" · ") || " "));
}

function showFacets(page) {
  byId("genres").replaceChildren(...[{ value: "", count: null }, ...page.genres].map((facet) =>
    el("button", { type: "button", ariaPressed: String(view.genre === facet.value), on: { click: () => choose("genre", facet.value) } },
      facet.value || "All genres", facet.count === null ? null : el("span", {}, whole.format(facet.count)))));
  const decades = byId("decade");
  decades.replaceChildren(el("option", { value: "" }, "All decades"), ...page.decades.map((facet) => el("option", { value: facet.value }, `${facet.value}s (${whole.format(facet.count)})`)));
  if (view.decade && !page.decades.some((facet) => facet.value === view.decade)) decades.append(el("option", { value: view.decade }, `${view.decade}s (0)`));
  decades.value = view.decade;
}

async function choose(name, value) {
  view[name] = value;
  await find();
  if (name === "genre") byId("genres").querySelector("[aria-pressed=true]")?.focus();
}

let best = [];

function showBest(wanted) {
  byId("best").hidden = !wanted || best.length === 0;
}

async function loadBest() {
  const answer = await ask("/shop/api/films?sort=popular");
  if (answer.status !== 200) return;
  const before = JSON.stringify(best);
  best = answer.body.items.filter((film) => film.sold > 0).slice(0, 10);
  if (JSON.stringify(best) === before) return;
  byId("best-list").replaceChildren(...best.map((film, index) => el("li", {}, tile(film, index + 1))));
  showBest(!(view.query || view.genre || view.decade));
}

// ---- one film -------------------------------------------------------------------------------------------------------

async function open(id) {
  const answer = await ask(`/shop/api/films/${id}`);
  if (answer.status !== 200) {
    notice("catalog", `The film cannot be shown right now. ${answer.body.detail ?? ""}`, true);
    return;
  }
  const film = answer.body;
  const said = el("p", { className: "said", role: "status" });
  const buy = el("button", { type: "button", className: "button" }, "Buy");
  buy.addEventListener("click", () => order(film, buy, said));
  const facts = [
    ["Director", film.director], ["Genre", film.genre], ["Released", new Date(film.released).toLocaleDateString("en", { dateStyle: "long", timeZone: "UTC" })],
    ["Length", film.minutes && `${film.minutes} min`], ["Certificate", film.certificate], ["Distributor", film.distributor],
    ["Rating", film.score && `★ ${film.score.toFixed(1)} of 10, ${whole.format(film.votes)} votes`], ["Sold here", film.sold ? whole.format(film.sold) : "not yet"],
  ].filter(([, value]) => value);
  const dialog = byId("film");
  dialog.replaceChildren(el("div", { className: "detail" }, poster(film),
    el("div", { className: "about" },
      el("h2", { id: "film-title" }, film.title),
      el("dl", {}, ...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
      el("div", { className: "buy" }, el("span", { className: "price" }, price(film.priceCents)),
        customer ? buy : el("a", { className: "button", href: "/shop/account" }, "Sign in to buy")),
      said),
    el("button", { type: "button", className: "close", ariaLabel: "Close", on: { click: () => dialog.close() } }, "×")));
  dialog.showModal();
}

byId("film").addEventListener("click", (event) => {
  if (event.target === event.currentTarget) event.currentTarget.close();
});

// ---- orders ---------------------------------------------------------------------------------------------------------

let customer = null;
let orders = [];
let all = false;
let poll = 0;

/** The key is made once per click, and sent again when no answer came: however often it arrives, it is one order. */
async function order(film, button, said) {
  button.disabled = true;
  said.className = "said";
  said.textContent = "Ordering…";
  const request = {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` },
    body: JSON.stringify({ filmId: film.id, quantity: 1 }),
  };
  let answer;
  for (let attempt = 0; attempt < 4; attempt++) {
    answer = await ask("/shop/api/orders", request);
    if (answer.status !== 0 && answer.status < 500) break;
    await new Promise((wake) => setTimeout(wake, 600 * (attempt + 1)));
  }
  button.disabled = false;
  if (answer.status === 201) {
    said.textContent = "Ordered. It is being paid…";
    await loadOrders();
    follow(answer.body.id, said);
  } else if (answer.status === 401) {
    said.className = "said bad";
    said.replaceChildren("You are signed out. ", el("a", { href: "/shop/account" }, "Sign in"));
  } else {
    said.className = "said bad";
    said.textContent = answer.body.detail ?? "The order was not taken; try again in a moment.";
  }
}

/** What became of the order, in the dialog it was placed in. */
function follow(id, said) {
  const known = orders.find((each) => each.id === id);
  if (!said.isConnected || !known) return;
  if (known.status === "PLACED") {
    setTimeout(() => follow(id, said), 400);
  } else {
    said.className = known.status === "PAID" ? "said" : "said bad";
    said.textContent = known.status === "PAID" ? "Paid. Enjoy the film!" : "The payment was declined. Nothing was charged; you can try again.";
  }
}

async function loadOrders() {
  clearTimeout(poll);
  const answer = await ask("/shop/api/orders");
  if (answer.status === 200) {
    notice("orders");
    customer = answer.body.customer.replace(/^user:/, "");
    orders = answer.body.items;
  } else if (answer.status === 401) {
    notice("orders");
    customer = null;
    orders = [];
  } else {
    notice("orders", "Orders cannot be reached right now. You can look around; buying works again in a moment.");
  }
  showAccount(answer.status);
  showOrders();
  const waiting = orders.some((each) => each.status === "PLACED");
  if (customer || answer.status !== 401) poll = setTimeout(loadOrders, waiting ? 1000 : answer.status === 200 ? 10000 : 3000);
}

function showAccount(status) {
  const shown = customer ?? (status === 401 ? "" : null);
  if (byId("account").dataset.shown === String(shown)) return;
  byId("account").dataset.shown = String(shown);
  byId("account").replaceChildren(...(customer
    ? [el("a", { className: "who", href: "#orders", title: `Signed in as ${customer}` }, el("i", { ariaHidden: "true" }, customer[0]), customer)]
    : status === 401 ? [el("a", { className: "button", href: "/shop/account" }, "Sign in")] : []));
}

const STATES = { PLACED: ["placed", "Being paid"], PAID: ["paid", "Paid"], PAYMENT_FAILED: ["failed", "Declined"] };
let shownOrders = "";

function showOrders() {
  const shown = all ? orders : orders.slice(0, 3);
  const now = JSON.stringify([all, orders.length, shown.map((each) => [each.id, each.status])]);
  if (now === shownOrders) return;
  if (shownOrders && orders.some((each) => each.status === "PAID")) setTimeout(loadBest, 1500);
  shownOrders = now;
  byId("orders").hidden = orders.length === 0;
  byId("more-orders").hidden = orders.length <= 3;
  byId("more-orders").textContent = all ? "Show fewer" : `Show all ${orders.length}`;
  byId("order-list").replaceChildren(...shown.map((each) => {
    const [style, text] = STATES[each.status];
    const state = el("span", { className: `state ${style}` }, text);
    if (each.status === "PAYMENT_FAILED") {
      state.append(el("button", { type: "button", className: "quiet", on: { click: () => open(each.filmId) } }, "Try again"));
    }
    return el("li", {},
      el("span", { className: "what" }, each.title, el("small", {}, new Date(each.placedAt).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" }))),
      el("span", { className: "cost" }, price(each.amountCents)), state,
      each.traceId ? el("a", { className: "trace", href: `/console/traces/${each.traceId}`, title: "Follow this order through the system", ariaLabel: `Trace of the order of ${each.title}` }, `trace ${each.traceId.slice(0, 8)}`) : el("span"));
  }));
}

byId("more-orders").addEventListener("click", () => {
  all = !all;
  showOrders();
});

// ---- start ----------------------------------------------------------------------------------------------------------

let typing = 0;
byId("query").addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    view.query = event.target.value.trim();
    find();
  }, 120);
});
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  view.query = byId("query").value.trim();
  find();
});
byId("decade").addEventListener("change", (event) => choose("decade", event.target.value));
byId("sort").addEventListener("change", (event) => choose("sort", event.target.value));
byId("more").addEventListener("click", () => find(true));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !byId("film").open && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "")) {
    event.preventDefault();
    byId("query").focus();
  }
});
window.addEventListener("popstate", () => {
  readAddress();
  find();
});

readAddress();
find();
loadBest();
loadOrders();
setInterval(() => document.hidden || loadBest(), 15000);
