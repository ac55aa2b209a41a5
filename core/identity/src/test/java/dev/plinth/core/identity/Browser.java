// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.testing.TestCore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** What a browser does, as far as identity is concerned: keeps cookies, fills in forms, and stops at redirects so that they can be seen. */
final class Browser {
    private static final Pattern FORM = Pattern.compile("(?s)<form method=\"(\\w+)\" action=\"([^\"]+)\">(.*?)</form>");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> cookies = new TreeMap<>();
    private final String base;

    Browser(TestCore core) {
        this.base = "http://127.0.0.1:" + core.port();
    }

    /** Another core, the same browser. */
    Browser at(TestCore core) {
        Browser moved = new Browser(core);
        moved.cookies.putAll(cookies);
        return moved;
    }

    /** A page or a redirect. */
    record View(int status, String body, HttpResponse<String> response) {
        String location() {
            return response.headers().firstValue("Location").orElse("");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The value of a parameter in the redirect. */
        String parameter(String name) {
            Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(location());
            assertThat(matcher.find())
                    .as("%s in %d %s %s", name, status(), location(), body())
                    .isTrue();
            return URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8);
        }
    }

    View get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    /** Goes where a redirect leads, as long as that is at this core. */
    View follow(View view) {
        View now = view;
        while (now.status() >= 300
                && now.status() < 400
                && (now.location().startsWith("/") || now.location().startsWith(base))) {
            now = get(now.location().replace(base, ""));
        }
        return now;
    }

    /** Sends a form of the page with what it hides and what is typed in. */
    View submit(View page, String action, Map<String, String> typed) {
        Matcher form = FORM.matcher(page.body());
        while (form.find()) {
            if (form.group(2).equals(action)) {
                List<String> fields = new ArrayList<>();
                Matcher hidden = HIDDEN.matcher(form.group(3));
                while (hidden.find()) {
                    fields.add(hidden.group(1) + "=" + encoded(HtmlUtils.htmlUnescape(hidden.group(2))));
                }
                typed.forEach((name, value) -> fields.add(name + "=" + encoded(value)));
                String all = String.join("&", fields);
                return form.group(1).equals("get") ? get(action + "?" + all) : post(action, all);
            }
        }
        throw new AssertionError("no form for " + action + " in " + page.body());
    }

    View post(String path, String form) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    View signIn(String username, String password) {
        return submit(get("/sign-in"), "/sign-in", Map.of("username", username, "password", password));
    }

    @Nullable
    String cookie(String name) {
        return cookies.get(name);
    }

    private URI uri(String path) {
        return URI.create(path.startsWith("http") ? path : base + path);
    }

    private View send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            return new View(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String header) {
        String pair = header.substring(0, header.indexOf(';'));
        String name = pair.substring(0, pair.indexOf('='));
        String value = pair.substring(pair.indexOf('=') + 1);
        if (value.isEmpty() || header.contains("Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, value);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
