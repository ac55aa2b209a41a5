// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { adminState, expect, open, test, usable, visit } from './rig';

/** Services and a host of their own, so that what other tests send, or this one before, is not among them. */
const ID = randomBytes(3).toString('hex');
const WELL = `ward-well-${ID}`;
const ILL = `ward-ill-${ID}`;
const HOST = `ward-host-${ID}`;
const SERVER = 2;
const ERROR = 2;
const CALLS = 20;

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const nanos = (millis: number) => (BigInt(Math.round(millis)) * 1_000_000n).toString();
const id = (bytes: number) => randomBytes(bytes).toString('hex');

async function send(path: string, body: unknown) {
  const answer = await fetch(`${process.env.PLINTH_OTLP ?? 'http://127.0.0.1:4318'}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

const resource = (service: string) => ({
  attributes: [
    text('service.name', service),
    text('service.instance.id', service),
    text('deployment.environment.name', 'dev'),
  ],
});

/** Calls of the last minutes, of which so many failed. */
const calls = (service: string, failed: number) => ({
  resource: resource(service),
  scopeSpans: [
    {
      spans: Array.from({ length: CALLS }, (_, number) => {
        const start = Date.now() - 120_000 - number * 5_000;
        return {
          traceId: id(16),
          spanId: id(8),
          name: 'GET /beds',
          kind: SERVER,
          startTimeUnixNano: nanos(start),
          endTimeUnixNano: nanos(start + 20),
          status: number < failed ? { code: ERROR } : {},
        };
      }),
    },
  ],
});

/** A host whose memory is nearly full. */
function host() {
  const time = nanos(Date.now() - 5_000);
  const gauge = (name: string, value: number, attributes: ReturnType<typeof text>[] = []) => ({
    name,
    unit: 'By',
    gauge: { dataPoints: [{ timeUnixNano: time, asDouble: value, attributes }] },
  });
  return {
    resource: resource(HOST),
    scopeMetrics: [
      {
        metrics: [
          gauge('system.memory.usage', 900, [text('system.memory.state', 'used')]),
          gauge('system.memory.limit', 1000),
        ],
      },
    ],
  };
}

test.beforeAll(async () => {
  await send('/v1/traces', { resourceSpans: [calls(WELL, 0), calls(ILL, 2)] });
});

const known = (page: Page, service: string) =>
  expect
    .poll(async () => (await (await page.request.get(`/api/v1/operations?service=${service}`)).json()).items?.length, {
      timeout: 30_000,
    })
    .toBe(1);

test('services are told by their signals, the worst first, and lead to more', async ({ admin }) => {
  test.setTimeout(120_000);
  await known(admin, WELL);
  await known(admin, ILL);
  await visit(admin, '/traces');
  await open(admin, '/health', 'Health');
  const ill = admin.getByRole('row', { name: ILL });
  const well = admin.getByRole('row', { name: WELL });
  await expect(ill).toContainText('10.0 % failed');
  await expect(ill.getByRole('img', { name: 'bad' })).toHaveCount(1);
  await expect(well).toContainText('good');
  await expect(well).toContainText('p95');
  await expect(well).toContainText('not registered');
  const rows = await admin.getByRole('row').allInnerTexts();
  expect(rows.findIndex((row) => row.includes(ILL))).toBeLessThan(rows.findIndex((row) => row.includes(WELL)));
  const summary = admin.getByRole('region', { name: 'All in all' });
  await expect(summary).toContainText(/\d+\s*bad/);
  await usable(admin, 'health');

  await admin.getByRole('group', { name: 'Time' }).or(admin.getByRole('radiogroup', { name: 'Time' })).getByText('15 min').click();
  await expect(admin).toHaveURL(/span=15m/);
  await expect(ill).toContainText('10.0 % failed');
  for (const [page, title] of [
    ['Operations', 'Operations'],
    ['Traces', 'Traces'],
    ['Logs', 'Logs'],
    ['Metrics', 'Metrics'],
  ] as const) {
    await ill.getByRole('link', { name: `${page} of ${ILL}` }).click();
    await expect(admin.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(admin).toHaveURL(/span=15m/);
    await expect(admin).toHaveURL(new RegExp(ILL));
    await admin.goBack();
    await expect(admin.getByRole('heading', { level: 1, name: 'Health' })).toBeVisible();
  }
});

test('a host that is nearly full is a warning, and leads to its dashboard; the gateway answers', async ({ admin }) => {
  test.setTimeout(120_000);
  const memory = `/prometheus/api/v1/query?query=${encodeURIComponent(`system_memory_limit_bytes{instance="${HOST}"}`)}`;
  await expect
    .poll(
      async () => {
        await send('/v1/metrics', { resourceMetrics: [host()] });
        return (await (await admin.request.get(memory)).json()).data?.result?.length;
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  await visit(admin, '/traces');
  await open(admin, '/health', 'Health');
  const row = admin.getByRole('list', { name: 'Hosts, the worst first' }).getByRole('listitem').filter({ hasText: HOST });
  // what is asked for is as of the last whole minute, so it may be the next time that it is there
  await expect(row).toContainText('90.0 %', { timeout: 100_000 });
  await expect(row.getByRole('img', { name: 'warning' }).first()).toBeVisible();
  await expect(admin.getByRole('list', { name: 'Engines and gateways' })).toContainText('answers');
  await row.getByRole('link', { name: `Dashboard of ${HOST}` }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Hosts' })).toBeVisible();
  await expect(admin).toHaveURL(new RegExp(`var-instance=${HOST}`));
});

test('on a phone, in the dark, services are cards that one can use with the thumb', async ({ browser, mistakes }) => {
  const context = await browser.newContext({
    storageState: adminState,
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await open(page, '/health', 'Health');
  const card = page.getByRole('list', { name: 'Services, the worst first' }).getByRole('listitem').filter({ hasText: ILL });
  await expect(card).toContainText('10.0 % failed');
  const link = await card.getByRole('link', { name: `Traces of ${ILL}` }).boundingBox();
  expect(link?.height).toBeGreaterThanOrEqual(24);
  await usable(page, 'health');
  await context.close();
});
