// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { adminState, expect, open, test, usable, visit } from './rig';

/** Operations of a service of its own, so that what other tests send, or this one before, is not among them. */
const SERVICE = `tickets-${randomBytes(3).toString('hex')}`;
const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

const SEATS = 40;
const BOOKINGS = 5;
const failedTrace = randomBytes(16).toString('hex');

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const nanos = (millis: number) => (BigInt(Math.round(millis)) * 1_000_000n).toString();

function span(name: string, kind: number, ago: number, millis: number, traceId = randomBytes(16).toString('hex'), failed = false) {
  const start = Date.now() - ago * 1000;
  return {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name,
    kind,
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(start + millis),
    attributes: kind === CLIENT ? [text('db.system.name', 'postgresql'), text('db.namespace', 'hall')] : [],
    status: failed ? { code: ERROR, message: 'sold out' } : {},
  };
}

/** Many quick calls and a few slow ones, of which one failed, in the last minutes. */
async function send() {
  const answer = await fetch(`${process.env.PLINTH_OTLP ?? 'http://127.0.0.1:4318'}/v1/traces`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [text('service.name', SERVICE), text('deployment.environment.name', 'dev')] },
          scopeSpans: [
            {
              spans: [
                ...Array.from({ length: SEATS }, (_, number) => span('GET /seats', SERVER, 60 + number * 10, 5)),
                ...Array.from({ length: BOOKINGS - 1 }, (_, number) => span('POST /bookings', SERVER, 90 + number * 60, 400)),
                span('POST /bookings', SERVER, 200, 900, failedTrace, true),
                span('select seats', CLIENT, 200, 4, failedTrace),
                span('tidy up', INTERNAL, 100, 5000),
              ],
            },
          ],
        },
      ],
    }),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

const history = (page: Page, name: string) => page.getByRole('region', { name: `History of ${name}` });

test.beforeAll(send);

test('a service in the picture leads to its operations, and one of them to its traces', async ({ admin }) => {
  await expect
    .poll(async () => (await (await admin.request.get(`/api/v1/operations?service=${SERVICE}`)).json()).items.length)
    .toBe(4);
  await open(admin, '/', 'Overview');
  await admin.getByRole('button', { name: `Service ${SERVICE}: ` }).click();
  await admin.getByRole('region', { name: SERVICE }).getByRole('link', { name: 'Operations' }).click();
  await expect(admin).toHaveURL(new RegExp(`/operations\\?service=${SERVICE}`));
  await expect(history(admin, SERVICE)).toContainText(`${SEATS + BOOKINGS} calls`);
  await expect(history(admin, SERVICE).locator('canvas')).toHaveCount(2);

  const rows = admin.locator('tbody').getByRole('row', { name: /calls/ });
  await expect(rows).toHaveCount(2);
  await expect(rows.first(), 'what takes the most time is first').toContainText('POST /bookings');
  await expect(rows.first()).toContainText('20.0 %');
  await admin.getByRole('columnheader', { name: 'Calls/s' }).click();
  await expect(admin).toHaveURL(/sort=rate/);
  await expect(rows.first()).toContainText('GET /seats');
  await admin.getByRole('searchbox', { name: 'Find by name' }).fill('booking');
  await expect(rows).toHaveCount(1);

  await rows.getByRole('link', { name: 'POST /bookings', exact: true }).focus();
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('heading', { level: 2, name: 'POST /bookings' })).toBeFocused();
  await expect(admin).toHaveURL(/q=booking/);
  const shown = history(admin, 'POST /bookings');
  await expect(shown).toContainText(`${BOOKINGS} calls`);
  await expect(shown.locator('canvas')).toHaveCount(2);
  await usable(admin, 'an operation');
  await shown.getByRole('region', { name: 'Traces that are kept' }).getByRole('link', { name: 'failed' }).click();
  await expect(admin).toHaveURL(new RegExp(`/traces/${failedTrace}`));
  await admin.goBack();
  await shown.getByRole('link', { name: 'Failed ones' }).click();
  const traces = admin.getByRole('list', { name: 'Traces, the newest first' }).getByRole('link');
  await expect(traces).toHaveCount(1);
  await expect(traces).toHaveAttribute('href', new RegExp(failedTrace));
});

test('what does something without being asked is found by its type; what fits nothing is said', async ({ admin }) => {
  await open(admin, `/operations?service=${SERVICE}&kind=internal`, 'Operations');
  await expect(admin.getByRole('link', { name: 'tidy up', exact: true })).toBeVisible();
  await expect(admin.getByRole('link', { name: 'GET /seats' })).toHaveCount(0);
  await admin.getByRole('searchbox', { name: 'Find by name' }).fill('nothing like it');
  await expect(admin.getByText('No operation fits')).toBeVisible();
  await admin.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(admin.getByRole('link', { name: SERVICE, exact: true }).first()).toBeVisible();
  await visit(admin, '/traces');
  await visit(admin, '/operations?span=7d');
  await expect(admin.getByRole('alert')).toContainText('at most a day');
});

test('on a phone, in the dark, operations are cards', async ({ browser, mistakes }) => {
  const context = await browser.newContext({
    storageState: adminState,
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await open(page, `/operations?q=${SERVICE}&sort=rate`, 'Operations');
  const cards = page.getByRole('list', { name: 'Operations, by Calls/s' }).getByRole('listitem');
  await expect(cards).toHaveCount(2);
  await expect(cards.first()).toContainText('GET /seats');
  await cards.getByRole('link', { name: 'POST /bookings', exact: true }).click();
  await expect(history(page, 'POST /bookings').locator('canvas')).toHaveCount(2);
  await usable(page, 'an operation');
  await context.close();
});
