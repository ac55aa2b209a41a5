// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { adminState, choosePassword, expect, makeUser, open, test, usable, visit } from './rig';
import { order, send } from './shop';

const FAILED = 7;
const orders = Array.from({ length: 12 }, (_, number) =>
  order(number, Date.now() - 60_000 - number * 20_000, { failed: number === FAILED, slow: number === FAILED ? 4 : 1 }),
);
const failedTrace = orders[FAILED]?.traceId ?? '';
const line = (page: Page, words: RegExp) => page.getByRole('button', { name: words });

test.beforeAll(() => send(...orders));

test('a failed payment is found by its words, narrowed by an attribute, and followed into its trace', async ({ admin }) => {
  await expect
    .poll(async () => (await (await admin.request.get('/api/v1/logs?query=bank')).json()).total)
    .toBeGreaterThan(0);
  await open(admin, '/logs', 'Logs');
  await expect(line(admin, /Order o-1 of 2 films received/)).toBeVisible();
  await admin.getByLabel('Words of the log or its exception').fill('payment "does not answer"');
  await admin.keyboard.press('Enter');
  await expect(line(admin, /Order o-1 of 2 films/)).toHaveCount(0);
  await expect(admin).toHaveURL(/q=payment/);
  await expect(admin.getByText('1 found')).toBeVisible();

  await line(admin, /Error payments Payment of order o-7 failed/i).click();
  await expect(admin.getByRole('region', { name: 'Exception' })).toContainText('at shop.payments.Bank.charge');
  await usable(admin, 'a log that is open');
  await admin.getByRole('button', { name: 'Only with order.id=o-7' }).click();
  await expect(admin).toHaveURL(/tag=order\.id%3Do-7/);

  await admin.getByRole('link', { name: /^Trace of: Payment of order o-7/ }).click();
  await expect(admin).toHaveURL(new RegExp(`/traces/${failedTrace}`));
  await expect(admin.getByRole('heading', { level: 1, name: 'orders POST /orders' })).toBeVisible();
  // the log belongs to a span, whose details stand open
  await expect(admin.getByRole('dialog', { name: 'POST /payments' })).toContainText('the bank does not answer');
});

test('a trace shows its spans over time, its logs, and each log its span; by the keyboard too', async ({ admin }) => {
  await visit(admin, `/traces/${failedTrace}`);
  const tree = admin.getByRole('tree');
  await expect(tree.getByRole('treeitem')).toHaveCount(5);
  await expect(tree.getByRole('treeitem', { name: /^orders, SELECT shop\.films/ })).toContainText('postgresql/shop');
  await expect(tree.getByRole('treeitem', { name: /^payments, POST \/payments, .*failed/ })).toHaveAttribute('aria-level', '3');
  await usable(admin, 'a trace');

  await tree.focus();
  await admin.keyboard.press('ArrowLeft');
  await expect(tree.getByRole('treeitem')).toHaveCount(1);
  await admin.keyboard.press('ArrowRight');
  await admin.keyboard.press('ArrowDown');
  await admin.keyboard.press('Enter');
  const span = admin.getByRole('dialog', { name: 'SELECT shop.films' });
  await expect(span).toContainText('select id, title, price');
  await usable(admin, 'a span');
  await span.getByRole('button', { name: 'Close' }).click();
  await expect(span).toHaveCount(0);

  const said = admin.getByRole('list', { name: 'Logs of the trace' });
  await expect(said.getByRole('listitem')).toHaveCount(4);
  await said.getByRole('listitem').filter({ hasText: 'Payment of order o-7' }).getByRole('button', { name: 'Its span' }).click();
  await expect(admin.getByRole('dialog', { name: 'POST /payments' })).toBeVisible();
});

test('what is said now is shown now; a pause holds it back, and loses nothing', async ({ admin }) => {
  await open(admin, '/logs?service=payments', 'Logs');
  await admin.getByRole('switch', { name: 'Follow what comes' }).click();
  await expect(admin.getByRole('status').getByText('Following')).toBeVisible();
  await send(order(101, Date.now()));
  await expect(line(admin, /for order o-101 accepted/)).toBeVisible();
  await expect(line(admin, /Order o-101/), 'of another service').toHaveCount(0);

  await admin.getByRole('button', { name: 'Pause' }).click();
  await send(order(102, Date.now()), order(103, Date.now()));
  await admin.getByRole('button', { name: '2 new – go on' }).click();
  await expect(line(admin, /for order o-103 accepted/)).toBeVisible();
  await expect(line(admin, /for order o-102 accepted/)).toBeVisible();
  await usable(admin, 'the live tail');
});

test('a part of the time is chosen in the picture of it', async ({ admin }) => {
  await open(admin, '/logs?span=15m', 'Logs');
  const picture = admin.getByRole('img', { name: /^Logs over time/ });
  await expect(picture.locator('canvas')).toBeVisible();
  const box = await picture.boundingBox();
  if (!box) {
    throw new Error('no picture');
  }
  await admin.mouse.move(box.x + box.width * 0.5, box.y + 40);
  await admin.mouse.down();
  await admin.mouse.move(box.x + box.width * 0.8, box.y + 40, { steps: 5 });
  await admin.mouse.up();
  await expect(admin).toHaveURL(/from=.*&to=/);
  await admin.getByRole('button', { name: /^Time: / }).click();
  await admin.getByRole('button', { name: 'Last hour' }).click();
  await expect(admin).not.toHaveURL(/from=/);
});

test('traces are found by what failed and by how long it took, and opened by a traceparent', async ({ admin }) => {
  await open(admin, '/traces', 'Traces');
  const list = admin.getByRole('list', { name: 'Traces, the newest first' });
  await expect(list.getByRole('link', { name: /orders POST \/orders/ }).first()).toBeVisible();
  await admin.getByRole('checkbox', { name: 'Only failed' }).click();
  await expect(list.getByRole('link')).toHaveCount(1);
  await expect(list.getByRole('link')).toContainText('4 failed');
  await admin.getByLabel('Duration of a span (ms), at least').fill('60000');
  await admin.keyboard.press('Enter');
  await expect(admin.getByText('No trace fits')).toBeVisible();
  await admin.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(list.getByRole('link').first()).toBeVisible();

  await admin.getByLabel('Trace id or traceparent').fill('order 7');
  await admin.keyboard.press('Enter');
  await expect(admin.getByText('Not a trace id')).toBeVisible();
  await admin.getByLabel('Trace id or traceparent').fill(`00-${failedTrace}-00f067aa0ba902b7-01`);
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('heading', { level: 1, name: 'orders POST /orders' })).toBeVisible();
});

test('a trace that is not there yet comes by itself', async ({ admin }) => {
  const late = order(200, Date.now());
  await visit(admin, `/traces/${late.traceId}`);
  await expect(admin.getByText('This trace is not there')).toBeVisible();
  await send(late);
  await expect(admin.getByRole('tree')).toBeVisible();
});

test('the overview shows what talks to what, as a picture and as a table', async ({ admin }) => {
  await open(admin, '/', 'Overview');
  const node = admin.getByRole('button', { name: /^Service payments: / });
  await expect(node).toBeVisible();
  for (const other of [/^Database postgresql\/shop/, /^Topic shop\.orders/, /^External api\.bank\.example:443/]) {
    await expect(admin.getByRole('button', { name: other })).toBeVisible();
  }
  await node.focus();
  await admin.keyboard.press('Enter');
  const chosen = admin.getByRole('region', { name: 'payments' });
  await expect(chosen).toContainText('Called by orders');
  await usable(admin, 'the picture');

  await admin.getByText('Table', { exact: true }).click();
  await expect(admin.getByRole('row', { name: /^orders payments/ })).toBeVisible();
  await admin.getByText('Picture', { exact: true }).click();
  await admin.getByRole('button', { name: /^Service orders: / }).click();
  await expect(admin.getByRole('region', { name: 'orders' })).toBeVisible();
  await node.click();
  await chosen.getByRole('link', { name: 'Logs' }).click();
  await expect(admin).toHaveURL(/\/logs\?service=payments/);
});

test('on a phone, in the dark, all of it fits', async ({ browser, mistakes }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({
    storageState: adminState,
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await open(page, '/', 'Overview');
  await expect(page.getByRole('row', { name: /^orders payments/ })).toBeVisible();
  await usable(page, 'the table of calls');
  await open(page, '/logs?q=bank', 'Logs');
  await line(page, /Payment of order o-7/).click();
  await usable(page, 'a log that is open');
  await open(page, '/traces', 'Traces');
  await expect(page.getByRole('link', { name: /orders POST \/orders/ }).first()).toBeVisible();
  await visit(page, `/traces/${failedTrace}`);
  await expect(page.getByRole('treeitem')).toHaveCount(5);
  await usable(page, 'a trace');
  await page.getByRole('treeitem').first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await usable(page, 'a span');
  await context.close();
});

test('who may not read logs and traces is told so', async ({ admin, browser, mistakes }) => {
  const link = await makeUser(admin, 'otto');
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await choosePassword(page, link);
  for (const address of ['/logs', '/logs?live=1', '/traces', `/traces/${failedTrace}`, '/operations']) {
    await page.goto(`/console${address}`);
    await expect(page.getByText('You may not see this'), address).toBeVisible();
  }
  await expect(page.getByText('o-7')).toHaveCount(0);
  await context.close();
});
