// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { expect, open, test, usable, visit } from './rig';
import { sendImport } from './shop';

const SPANS = 10_000;
/** Rows that a window of the console can show, and those beside them. */
const FEW = 60;
let traceId = '';

const item = (page: Page, name: string) => page.getByRole('treeitem', { name: new RegExp(`^importer, ${name},`) });

test.beforeAll(async () => {
  traceId = await sendImport(SPANS);
});

for (const [width, height] of [
  [390, 844],
  [1280, 800],
] as const) {
  test(`ten thousand spans are gone through in a window of ${width}`, async ({ admin }) => {
    await admin.setViewportSize({ width, height });
    await open(admin, '/traces', 'Traces');
    await expect
      .poll(async () => (await (await admin.request.get(`/api/v1/traces/${traceId}`)).json()).spanCount, {
        timeout: 30_000,
      })
      .toBe(SPANS);
    await visit(admin, `/traces/${traceId}`);
    const tree = admin.getByRole('tree');
    const rows = tree.getByRole('treeitem');
    await expect(item(admin, 'nightly import')).toBeVisible();
    expect(await rows.count()).toBeLessThan(FEW);
    await usable(admin, 'a trace of ten thousand spans');

    await tree.focus();
    await admin.keyboard.press('End');
    await expect(item(admin, 'film 9999')).toBeInViewport();
    await expect(item(admin, 'nightly import')).toHaveCount(0);
    expect(await rows.count()).toBeLessThan(FEW);
    await admin.keyboard.press('Home');
    await expect(item(admin, 'nightly import')).toBeInViewport();
    await tree.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await expect(item(admin, 'film 9999')).toBeInViewport();
    expect(await rows.count()).toBeLessThan(FEW);

    await admin.getByLabel('Find spans by service or name').fill('film 4999');
    await expect(admin.getByText('1 of 1', { exact: true })).toBeVisible();
    await expect(item(admin, 'film 4999')).toBeInViewport();
    await expect(item(admin, 'film 4999')).toHaveAttribute('aria-level', '5000');
    await tree.focus();
    await admin.keyboard.press('z');
    await expect(tree).toContainText('+250 µs');
    await admin.keyboard.press('Enter');
    const span = admin.getByRole('dialog', { name: 'film 4999' });
    await expect(span).toContainText('What happens in film 4999');
    await span.getByRole('button', { name: 'Close' }).click();
    await expect(span).toHaveCount(0);
  });
}

test('a span whose details do not come says so, and is asked for again', async ({ admin }) => {
  const details = `**/api/v1/traces/${traceId}/spans/*`;
  await admin.route(details, (route) =>
    route.fulfill({
      status: 404,
      contentType: 'application/problem+json',
      json: { title: 'No such span', code: 'telemetry.span-not-found', detail: 'It has not come yet.' },
    }),
  );
  await visit(admin, `/traces/${traceId}`);
  await admin.getByRole('button', { name: 'Next failed one' }).click();
  await admin.keyboard.press('Enter');
  const span = admin.getByRole('dialog', { name: 'film 9999' });
  await expect(span.getByRole('alert')).toContainText('It has not come yet.');
  await expect(span, 'what is known already').toContainText('no such director');
  await admin.unroute(details);
  await span.getByRole('button', { name: 'Try again' }).click();
  await expect(span).toContainText('What happens in film 9999');
});
