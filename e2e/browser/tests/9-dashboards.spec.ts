// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { adminState, expect, open, test, usable, visit } from './rig';

/** A dashboard and metrics of their own, so that what other tests send, or this one before, is not among them. */
const ID = randomBytes(3).toString('hex');
const NAME = `halls-${ID}`;
const TITLE = `Halls ${ID}`;
const SERVICE = `halls-${ID}`;
const SEATS = `halls_seats_${ID}`;
const TEMPERATURE = `halls_temperature_${ID}`;
const HALLS = ['large', 'small'];
const POINTS = 12;
const SECONDS = 15;

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const nanos = (millis: number) => (BigInt(Math.round(millis)) * 1_000_000n).toString();

/** Two gauges of two halls, in the last minutes. */
async function send() {
  const start = Date.now() - POINTS * SECONDS * 1000;
  const gauge = (name: string, value: (hall: string, number: number) => number) => ({
    name,
    gauge: {
      dataPoints: HALLS.flatMap((hall) =>
        Array.from({ length: POINTS }, (_, number) => ({
          attributes: [text('hall', hall)],
          timeUnixNano: nanos(start + number * SECONDS * 1000),
          asDouble: value(hall, number),
        })),
      ),
    },
  });
  const answer = await fetch(`${process.env.PLINTH_OTLP ?? 'http://127.0.0.1:4318'}/v1/metrics`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      resourceMetrics: [
        {
          resource: { attributes: [text('service.name', SERVICE), text('deployment.environment.name', 'dev')] },
          scopeMetrics: [
            {
              metrics: [
                gauge(SEATS, (hall, number) => (hall === 'large' ? 1000 : 100) - number),
                gauge(TEMPERATURE, (hall) => (hall === 'large' ? 0.93 : 0.4)),
              ],
            },
          ],
        },
      ],
    }),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

/** @param query of the first panel */
const spec = (query: string) => `title: ${TITLE}
tags: [halls-${ID}]
variables:
  - name: hall
    label: Hall
    query: {metric: ${SEATS}, label: hall}
    multi: true
    includeAll: true
rows:
  - title: Seats of $hall
    panels:
      - title: Free seats
        kind: stat
        unit: none
        queries:
          - expr: ${query}
            legend: "{{hall}}"
      - title: Seats over time
        kind: timeseries
        width: 9
        unit: short
        queries:
          - {expr: '${SEATS}{hall=~"$hall"}', legend: '{{hall}}'}
      - title: How warm
        kind: table
        unit: percentunit
        thresholds: [{value: 0, level: ok}, {value: 0.9, level: error}]
        queries:
          - expr: ${TEMPERATURE}{hall=~"$hall"}
      - title: What this is
        kind: text
        text: Halls and how full they are.
      - title: What was said
        kind: logs
        logs: {services: [${SERVICE}]}
      - title: Nothing here
        kind: timeseries
        queries:
          - expr: nothing_like_${ID}
`;

const GOOD = `sum by (hall) (${SEATS}{hall=~"$hall"})`;

async function rewrite(page: Page, yaml: string) {
  await page.locator('.cm-content[contenteditable=true]').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(yaml);
}

const panel = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });
const series = (query: string) => `/prometheus/api/v1/query?query=${encodeURIComponent(query)}`;

test.beforeAll(send);

test('dashboards that come along are found, and shown also where there is nothing to see', async ({ admin }) => {
  await open(admin, '/dashboards', 'Dashboards');
  const list = admin.getByRole('list', { name: 'Dashboards, the own ones first' });
  for (const title of ['Hosts', 'Java virtual machines', 'HTTP servers', 'Probes', 'Business', 'Gateway', 'PostgreSQL', 'Redis', 'Kafka', 'OpenSearch']) {
    await expect(list.getByRole('link', { name: new RegExp(`^${title} `) })).toBeVisible();
  }
  await admin.getByRole('searchbox', { name: 'Find dashboards' }).fill('redis_exporter');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(admin).toHaveURL(/q=redis_exporter/);
  await list.getByRole('link', { name: 'Redis' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Redis' })).toBeVisible();
  await expect(panel(admin, 'Commands')).toContainText('Nothing in this time');
  await usable(admin, 'a dashboard with nothing to see');
});

test('a dashboard is written, corrected where the core says, and shows what it asks for', async ({ admin }) => {
  await expect
    .poll(async () => (await (await admin.request.get(series(SEATS))).json()).data?.result?.length, { timeout: 30_000 })
    .toBe(HALLS.length);
  await open(admin, '/dashboards', 'Dashboards');
  await admin.getByRole('button', { name: 'New dashboard' }).click();
  const drawer = admin.getByRole('dialog');
  await drawer.getByLabel('Name').fill(NAME);
  await rewrite(admin, spec(`sum by (hall) (${SEATS}`));
  await expect(drawer.getByRole('alert')).toContainText('spec.rows[0].panels[0].queries[0].expr');
  await expect(drawer.getByRole('alert')).toContainText('unclosed left parenthesis');
  await expect(drawer.getByRole('button', { name: 'Save' })).toBeDisabled();
  await rewrite(admin, spec(GOOD));
  await expect(drawer.getByRole('alert')).toHaveCount(0);
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  await expect(admin.getByRole('heading', { level: 2, name: 'Seats of All' })).toBeVisible();
  await expect(panel(admin, 'Free seats')).toContainText(String(1000 - POINTS + 1));
  await expect(panel(admin, 'Free seats')).toContainText(String(100 - POINTS + 1));
  await expect(panel(admin, 'Seats over time').locator('canvas')).toHaveCount(1);
  await expect(panel(admin, 'How warm')).toContainText('93 %');
  await expect(panel(admin, 'How warm').getByRole('img', { name: 'bad' })).toHaveCount(1);
  await expect(panel(admin, 'Nothing here')).toContainText('Nothing in this time');
  await expect(panel(admin, 'What this is')).toContainText('Halls and how full they are.');
  await expect(panel(admin, 'What was said')).toContainText('Nothing in this time');
  await usable(admin, 'a dashboard');
});

test('what is chosen, the time and the refreshing stand in the address', async ({ admin }) => {
  await visit(admin, '/dashboards');
  await open(admin, `/dashboards/${NAME}?var-hall=small&span=15m`, TITLE);
  await expect(admin.getByRole('heading', { level: 2, name: 'Seats of small' })).toBeVisible();
  await expect(panel(admin, 'Free seats')).toContainText(String(100 - POINTS + 1));
  await expect(panel(admin, 'Free seats')).not.toContainText(String(1000 - POINTS + 1));
  await admin.getByLabel('Hall', { exact: true }).click();
  await admin.getByRole('option', { name: 'large' }).or(admin.locator('.ant-select-item-option', { hasText: 'large' })).last().click();
  await expect(admin).toHaveURL(/var-hall=small&var-hall=large/);
  await admin.keyboard.press('Escape');
  await expect(panel(admin, 'Free seats')).toContainText(String(1000 - POINTS + 1));
  await admin.getByLabel('Refresh', { exact: true }).click();
  await admin.locator('.ant-select-item-option', { hasText: 'Every 10 s' }).click();
  await expect(admin).toHaveURL(/refresh=10s/);
  // a quarter of an hour has steps of five seconds, so there is something new each time
  await admin.waitForRequest((request) => request.url().includes('/query_range'), { timeout: 20_000 });
});

test('a panel fills the page, and leads to its query', async ({ admin }) => {
  await visit(admin, '/dashboards');
  await open(admin, `/dashboards/${NAME}?span=15m`, TITLE);
  await admin.getByRole('button', { name: 'Actions of Seats over time' }).click();
  await admin.getByRole('menuitem', { name: 'Full screen' }).click();
  await expect(admin).toHaveURL(/panel=0.1/);
  await expect(panel(admin, 'Free seats')).toHaveCount(0);
  await expect(panel(admin, 'Seats over time').locator('canvas')).toHaveCount(1);
  await usable(admin, 'a panel alone');
  await admin.getByRole('button', { name: 'Back to the dashboard' }).click();
  await expect(panel(admin, 'Free seats')).toBeVisible();
  await admin.getByRole('button', { name: 'Actions of Free seats' }).click();
  await admin.getByRole('link', { name: 'Open in Metrics' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Metrics' })).toBeVisible();
  await expect(admin).toHaveURL(/span=15m/);
  await expect(admin.getByRole('region', { name: 'Result' })).toContainText('2 series');
});

test('a copy takes the place of a built-in dashboard until it is deleted', async ({ admin }) => {
  await visit(admin, '/dashboards');
  await open(admin, '/dashboards/kafka', 'Kafka');
  await admin.getByRole('button', { name: 'Copy to change' }).click();
  const drawer = admin.getByRole('dialog');
  await expect(drawer.getByLabel('Name')).toHaveValue('kafka');
  await rewrite(admin, spec(GOOD));
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  await expect(admin.getByText('Takes the place of a built-in one')).toBeVisible();
  await admin.getByRole('button', { name: 'Delete kafka' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Kafka' })).toBeVisible();
  await expect(admin.getByText('Built-in', { exact: true })).toBeVisible();
});

test('on a phone, in the dark, panels stand below one another', async ({ browser, mistakes }) => {
  const context = await browser.newContext({
    storageState: adminState,
    viewport: { width: 390, height: 700 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  const ranges: string[] = [];
  page.on('request', (request) => request.url().endsWith('/query_range') && ranges.push(request.postData() ?? ''));
  await open(page, `/dashboards/${NAME}`, TITLE);
  await expect(panel(page, 'Free seats')).toContainText(String(1000 - POINTS + 1));
  // what is far below is not asked for until it is looked at
  expect(ranges.some((body) => body.includes(`nothing_like_${ID}`))).toBe(false);
  const [one, other] = [await panel(page, 'Free seats').boundingBox(), await panel(page, 'Seats over time').boundingBox()];
  expect(one?.x).toBe(other?.x);
  expect(one?.width).toBe(other?.width);
  await panel(page, 'Nothing here').scrollIntoViewIfNeeded();
  await expect(panel(page, 'Nothing here')).toContainText('Nothing in this time');
  await usable(page, 'a dashboard');
  await context.close();
});

test('a dashboard is deleted, and its address says so', async ({ admin }) => {
  await visit(admin, '/dashboards');
  await open(admin, `/dashboards/${NAME}`, TITLE);
  await admin.getByRole('button', { name: `Delete ${NAME}` }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Dashboards' })).toBeVisible();
  await visit(admin, `/dashboards/${NAME}`);
  await expect(admin.getByText('There is no such dashboard')).toBeVisible();
});
