// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { adminState, expect, open, test, usable, visit } from './rig';

/** Metrics of their own, so that what other tests send, or this one before, is not among them. */
const ID = randomBytes(3).toString('hex');
const SERVICE = `hall-${ID}`;
const SEATS = `hall_seats_${ID}`;
const BOOKINGS = `hall_bookings_${ID}_total`;
const HALLS = ['large', 'small'];
const POINTS = 12;
const SECONDS = 15;
const trace = randomBytes(16).toString('hex');

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const nanos = (millis: number) => (BigInt(Math.round(millis)) * 1_000_000n).toString();

/** A gauge and a counter of two halls, in the last minutes, with a trace as the example of a booking. */
async function send() {
  const now = Date.now();
  const start = now - POINTS * SECONDS * 1000;
  const points = (value: (number: number) => number, examples = false) =>
    HALLS.flatMap((hall) =>
      Array.from({ length: POINTS }, (_, number) => ({
        attributes: [text('hall', hall)],
        startTimeUnixNano: nanos(start),
        timeUnixNano: nanos(start + number * SECONDS * 1000),
        asDouble: value(number),
        exemplars:
          examples && hall === 'large' && number === POINTS - 2
            ? [{ timeUnixNano: nanos(start + number * SECONDS * 1000), asDouble: 1, traceId: trace, spanId: trace.slice(16) }]
            : [],
      })),
    );
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
                { name: SEATS, description: 'Seats that are free', gauge: { dataPoints: points((number) => 100 - number) } },
                {
                  name: BOOKINGS,
                  description: 'Bookings so far',
                  sum: {
                    aggregationTemporality: 2,
                    isMonotonic: true,
                    dataPoints: points((number) => number * 3, true),
                  },
                },
              ],
            },
          ],
        },
      ],
    }),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

const editor = (page: Page) => page.getByRole('textbox', { name: 'Query in PromQL' });
const result = (page: Page) => page.getByRole('region', { name: 'Result' });

/** Whatever is offered while one writes is left alone. */
async function ask(page: Page, query: string) {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(query);
  await page.keyboard.press('ControlOrMeta+Enter');
}

const series = (query: string) => `/prometheus/api/v1/query?query=${encodeURIComponent(query)}`;

test.beforeAll(send);

test('a metric is found by what is said of it, drawn, and read as a table', async ({ admin }) => {
  await expect
    .poll(async () => (await (await admin.request.get(series(SEATS))).json()).data?.result?.length, { timeout: 30_000 })
    .toBe(HALLS.length);
  await open(admin, '/metrics', 'Metrics');
  await admin.getByRole('searchbox', { name: 'Find metrics by name or help' }).fill(`seats ${ID}`);
  const found = admin.getByRole('button', { name: `Show ${SEATS}` });
  await expect(found).toContainText('gauge');
  await expect(found).toContainText('Seats that are free');
  await found.click();
  await expect(admin).toHaveURL(new RegExp(`query=${SEATS}`));
  await expect(result(admin)).toContainText('2 series');
  await expect(result(admin).locator('canvas')).toHaveCount(1);
  const legend = result(admin).getByRole('list', { name: 'Series; a click shows one alone' });
  await expect(legend.getByRole('button')).toHaveCount(HALLS.length);
  await legend.getByRole('button', { name: 'hall="small"' }).click();
  await expect(legend.getByRole('button', { pressed: true })).toHaveCount(1);
  await usable(admin, 'a graph');

  await result(admin).getByText('Table', { exact: true }).click();
  await expect(admin).toHaveURL(/view=table/);
  const rows = result(admin).locator('tbody').getByRole('row', { name: SEATS });
  await expect(rows).toHaveCount(HALLS.length);
  await expect(rows.first()).toContainText(String(100 - POINTS + 1));
  await usable(admin, 'a table');
});

test('a query is run by the keyboard; what is wrong with one is said and marked', async ({ admin }) => {
  await open(admin, '/metrics?span=15m', 'Metrics');
  await ask(admin, `sum by (hall) (increase(${BOOKINGS}[5m])`);
  await expect(admin.getByRole('alert')).toContainText('parse error');
  await expect(admin.locator('.cm-lintRange-error')).toHaveCount(1);
  await ask(admin, `sum by (hall) (increase(${BOOKINGS}[5m]))`);
  await expect(admin.getByRole('alert')).toHaveCount(0);
  await expect(result(admin).getByRole('button', { name: '{hall="large"}' })).toBeVisible();
  await ask(admin, `${BOOKINGS}[5m]`);
  await admin.getByRole('button', { name: 'Show as a table' }).click();
  await expect(result(admin).locator('tbody')).toContainText(' @ ');
  await ask(admin, `nothing_like_${ID}`);
  await expect(result(admin)).toContainText('The query gives nothing for this time');
});

test('what may not be meant is said beside the result', async ({ admin }) => {
  await visit(admin, '/traces');
  await open(admin, `/metrics?span=15m&query=${encodeURIComponent(`rate(${SEATS}[5m])`)}`, 'Metrics');
  await expect(admin.getByText('The query may not be what you meant')).toBeVisible();
  await expect(admin.getByText('metric might not be a counter')).toBeVisible();
  await expect(result(admin).locator('canvas')).toHaveCount(1);
});

test('an exemplar leads to its trace', async ({ admin }) => {
  await visit(admin, '/traces');
  await open(admin, `/metrics?span=15m&query=${encodeURIComponent(`rate(${BOOKINGS}[1m])`)}`, 'Metrics');
  const exemplars = result(admin).getByRole('region', { name: 'Exemplars' }).getByRole('link');
  await expect(exemplars).toHaveCount(1);
  await exemplars.click();
  await expect(admin).toHaveURL(new RegExp(`/traces/${trace}`));
});

test('on a phone, in the dark, a graph and its table have room', async ({ browser, mistakes }) => {
  const context = await browser.newContext({
    storageState: adminState,
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await open(page, `/metrics?query=${SEATS}`, 'Metrics');
  await expect(result(page).locator('canvas')).toHaveCount(1);
  await usable(page, 'a graph');
  await result(page).getByText('Table', { exact: true }).click();
  await expect(result(page).locator('tbody')).toContainText(SEATS);
  await usable(page, 'a table');
  await page.getByRole('button', { name: / Metrics$/ }).click();
  await expect(page.getByRole('region', { name: 'Metrics of the last day' })).toBeVisible();
  await usable(page, 'the list of metrics');
  await context.close();
});
