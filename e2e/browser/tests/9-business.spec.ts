// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { adminState, expect, open, test, usable, visit } from './rig';

/** A service and transactions of their own, so that what other tests send, or this one before, is not among them. */
const ID = randomBytes(3).toString('hex');
const SERVICE = `stall-${ID}`;
const PATH = `/stall-${ID}`;
const EVENT = `stall.sold.${ID}`;
const NAME = `sales-${ID}`;
const TITLE = `Sales of stall ${ID}`;
const REASON = `no change for a fifty ${ID}`;

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const nanos = (millis: number) => (BigInt(Math.round(millis)) * 1_000_000n).toString();

const spec = `title: ${TITLE}
event: {name: ${EVENT}}
reasonField: trouble
amount: {field: price, unit: EUR}
userField: buyer
`;

/** One sale that succeeds, and one that fails. */
async function sell() {
  const event = (more: ReturnType<typeof text>[]) => ({
    timeUnixNano: nanos(Date.now()),
    eventName: EVENT,
    attributes: [text('buyer', 'ada'), text('price', '2.50'), ...more],
  });
  const answer = await fetch(`${process.env.PLINTH_OTLP ?? 'http://127.0.0.1:4318'}/v1/logs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: [text('service.name', SERVICE), text('deployment.environment.name', 'dev')] },
          scopeLogs: [{ logRecords: [event([]), event([text('error.type', 'till'), text('trouble', REASON)])] }],
        },
      ],
    }),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

async function rewrite(page: Page, yaml: string) {
  await page.locator('.cm-content[contenteditable=true]').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(yaml);
}

const put = (page: Page, address: string, spec: unknown) =>
  page.request.put(address, { headers: { Origin: process.env.PLINTH_URL ?? '' }, data: { spec, labels: {} } });

/** What is counted of an app; it is called once more each time, as what serves it is registered for a while only. */
async function viewed(page: Page): Promise<number> {
  const backend = new URL(process.env.PLINTH_BACKEND ?? 'http://127.0.0.1:1');
  const instance = { service: SERVICE, host: backend.hostname, port: Number(backend.port) };
  await put(page, `/api/v1/live/Instance/${SERVICE}.1?env=dev`, instance);
  await page.request.get(PATH, { headers: { 'Sec-Fetch-Dest': 'document' } });
  const report = await page.request.get(`/api/v1/business/visits?env=dev&app=${SERVICE}`);
  return (await report.json()).total?.views ?? 0;
}

const counted = async (page: Page): Promise<number> => {
  await sell();
  const report = await page.request.get(`/api/v1/business/transactions/${NAME}?env=dev`);
  return (await report.json()).total?.count ?? 0;
};

const detail = (page: Page) => page.getByRole('region', { name: TITLE, exact: true });

test('a transaction is declared in the console, counted from then on, and tells why it fails', async ({ admin }) => {
  test.setTimeout(120_000);
  await open(admin, '/business?tab=transactions', 'Business');
  await admin
    .getByRole('button', { name: /^(plus )?(New transaction|Start from: Events that a service tells)$/ })
    .first()
    .click();
  const drawer = admin.getByRole('dialog');
  await drawer.getByLabel('Name', { exact: true }).fill(NAME);
  await rewrite(admin, spec.replace('reasonField: trouble', 'reasonField: "?"'));
  await expect(drawer.getByRole('alert').first()).toContainText('reasonField');
  await expect(drawer.getByRole('button', { name: 'Save' })).toBeDisabled();
  await rewrite(admin, spec);
  await expect(drawer.getByRole('alert')).toHaveCount(0);
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(drawer).toHaveCount(0);
  await expect.poll(() => counted(admin), { timeout: 60_000 }).toBeGreaterThan(1);

  await visit(admin, '/');
  await open(admin, '/business?tab=transactions&span=1h', 'Business');
  const row = admin.getByRole('row', { name: TITLE });
  await expect(row).toContainText('50 %');
  await expect(row).toContainText('EUR');
  await expect(row).toContainText(REASON);
  await expect(row.getByRole('img', { name: 'bad' })).toHaveCount(1);
  await usable(admin, 'transactions');

  await row.getByRole('link', { name: TITLE }).click();
  await expect(admin.getByRole('heading', { level: 2, name: TITLE })).toBeFocused();
  await expect(admin).toHaveURL(new RegExp(`name=${NAME}`));
  await expect(detail(admin).locator('canvas')).toHaveCount(3);
  await expect(detail(admin).getByRole('region', { name: 'Reasons of failures' })).toContainText('100.0 %');
  await usable(admin, 'a transaction');
  await detail(admin).getByRole('button', { name: 'Edit' }).click();
  await expect(admin.getByRole('dialog')).toContainText(`Transaction ${NAME}`);
  await admin.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(admin.getByRole('dialog')).toHaveCount(0);
  await detail(admin).getByRole('link', { name: 'Logs of the event' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Logs' })).toBeVisible();
  await expect(admin).toHaveURL(new RegExp(`tag=event.name%3D${EVENT}`));
});

test('a transaction that is not there is said, and leads to all', async ({ admin }) => {
  await visit(admin, '/');
  await open(admin, `/business?tab=transactions&name=nothing-${ID}`, 'Business');
  await expect(admin.getByText('There is no such transaction here')).toBeVisible();
  await admin.getByRole('link', { name: 'All transactions' }).last().click();
  await expect(admin).not.toHaveURL(/name=/);
  await expect(admin.getByRole('row', { name: TITLE })).toBeVisible();
});

test('who visits is seen live, and found again by app, route and release', async ({ admin }) => {
  test.setTimeout(120_000);
  await visit(admin, '/');
  const made = await put(admin, `/api/v1/resources/Route/${SERVICE}?env=dev`, { paths: [PATH], service: SERVICE, access: 'none' });
  expect(made.status(), await made.text()).toBe(200);
  await expect.poll(() => viewed(admin), { timeout: 60_000 }).toBeGreaterThan(0);

  await open(admin, '/business', 'Business');
  await expect(admin.getByText(/^As of \d\d:\d\d:\d\d, anew every 5 s$/)).toBeVisible();
  const there = admin.getByRole('region', { name: 'Who is where' });
  await expect(there.getByRole('link', { name: SERVICE })).toBeVisible();
  await expect(admin.getByRole('region', { name: 'Page views, requests and errors a minute' }).locator('canvas')).toHaveCount(1);
  await expect(admin.getByRole('row', { name: TITLE })).toBeVisible();
  await admin.waitForRequest((request) => request.url().includes('/api/v1/business/now'), { timeout: 20_000 });
  await usable(admin, 'business live');

  await admin.getByRole('tab', { name: 'Visits' }).click();
  await expect(admin.getByRole('region', { name: 'Visits over time' }).locator('canvas')).toHaveCount(1);
  await expect(admin.getByText(/^Compared with the time of the same length before: /)).toBeVisible();
  await admin.getByRole('button', { name: `Only ${SERVICE}`, exact: true }).click();
  await expect(admin).toHaveURL(new RegExp(`app=${SERVICE}`));
  await expect(admin.locator('[aria-busy=true]')).toHaveCount(0);
  // the route has the name of the service, too
  await expect(admin.getByRole('row', { name: `Only ${SERVICE}` })).toHaveCount(1);
  await admin.getByRole('button', { name: `Only ${SERVICE}`, exact: true }).click();
  await expect(admin).toHaveURL(new RegExp(`route=${SERVICE}`));
  await expect(admin.getByRole('row', { name: /^none said/ })).toBeVisible();
  await usable(admin, 'visits');
  await admin.getByRole('button', { name: `Show more than route ${SERVICE} again` }).click();
  await admin.getByRole('button', { name: `Show more than app ${SERVICE} again` }).click();
  await expect(admin).not.toHaveURL(/app=|route=/);
});

test('on a phone, in the dark, visits and transactions are cards', async ({ browser, mistakes }) => {
  const context = await browser.newContext({
    storageState: adminState,
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await open(page, `/business?tab=visits&app=${SERVICE}`, 'Business');
  await expect(page.getByRole('list', { name: 'Visits by group' }).getByRole('listitem')).toHaveCount(1);
  await usable(page, 'visits');
  await page.getByRole('tab', { name: 'Transactions' }).click();
  const card = page.getByRole('list', { name: 'Transactions' }).getByRole('listitem').filter({ hasText: TITLE });
  await expect(card).toContainText(REASON);
  await usable(page, 'transactions');
  await card.getByRole('link', { name: TITLE }).click();
  await expect(detail(page).locator('canvas')).toHaveCount(3);
  await usable(page, 'a transaction');
  await context.close();
});
