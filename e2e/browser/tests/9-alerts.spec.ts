// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { adminState, expect, open, test, usable, visit } from './rig';

/** Alerts of their own, so that what other tests send, or this one before, is not among them. */
const ID = randomBytes(3).toString('hex');
const SLOW = `KitchenSlow${ID}`;
const FULL = `CellarFull${ID}`;

const alert = (name: string, severity: string, endsAt?: Date) => ({
  labels: { alertname: name, severity, service: `kitchen-${ID}` },
  annotations: { summary: `${name} has a summary`, runbook_url: 'https://wiki.test/kitchen' },
  ...(endsAt && { startsAt: new Date(endsAt.getTime() - 1000), endsAt }),
});

/** As a Prometheus does. */
async function post(...alerts: ReturnType<typeof alert>[]) {
  const otlp = process.env.PLINTH_OTLP ?? 'http://127.0.0.1:4318';
  const answer = await fetch(`${otlp}/alertmanager/dev/api/v2/alerts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

const number = async (page: Page, state: string) =>
  (await (await page.request.get(`/api/v1/alerts?query=${ID}&state=${state}`)).json()).items.length;

test.beforeAll(() => post(alert(SLOW, 'critical'), alert(FULL, 'warning')));

test('an alert is claimed, commented and looked at with all that belongs to it', async ({ admin }) => {
  await expect.poll(() => number(admin, 'firing'), { timeout: 30_000 }).toBe(2);
  await open(admin, '/alerts', 'Alerts');
  await admin.getByLabel('Find by name, label or text').fill(ID);
  const list = admin.getByRole('list', { name: 'Alerts that fire' });
  const cards = list.getByTestId(/^alert-/);
  await expect(cards).toHaveCount(2);
  await expect(cards.first()).toContainText(`${SLOW} has a summary`);
  await expect(cards.first()).toContainText('Critical');
  await usable(admin, 'alerts');
  await list.getByRole('button', { name: `Claim ${SLOW}` }).click();
  await expect(list).toContainText('You are on it');
  await list.getByRole('link', { name: `${SLOW} has a summary` }).click();
  await expect(admin.getByRole('heading', { level: 1, name: `${SLOW} has a summary` })).toBeVisible();
  await expect(admin.getByRole('link', { name: 'Runbook' })).toHaveAttribute('href', 'https://wiki.test/kitchen');
  await expect(admin.getByRole('heading', { name: 'What changed before it' })).toBeVisible();
  await admin.getByPlaceholder('What you found, or what you do now').fill('The oven is cold.');
  await admin.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(admin.getByText('The oven is cold.')).toBeVisible();
  await usable(admin, 'one alert');
});

test('a silence covers an alert and can be ended', async ({ admin }) => {
  await open(admin, `/alerts?query=${ID}`, 'Alerts');
  await admin.getByRole('button', { name: `Silence ${FULL}` }).click();
  const sheet = admin.getByRole('dialog');
  await expect(sheet).toContainText('It covers 1 alert that fires now');
  await sheet.getByRole('button', { name: 'Silence them' }).click();
  await admin.getByRole('tab', { name: 'Silenced' }).click();
  await expect(admin.getByRole('list', { name: 'Silenced alerts' })).toContainText(FULL);
  await open(admin, '/alerts/silences', 'Silences');
  await expect(admin.getByText(FULL).first()).toBeVisible();
  await usable(admin, 'silences');
});

test('what is over is in the history, and where an alert would go can be tried', async ({ admin }) => {
  await post(alert(SLOW, 'critical', new Date()));
  await expect.poll(() => number(admin, 'resolved'), { timeout: 30_000 }).toBe(1);
  await open(admin, '/alerts/history', 'History of alerts');
  await expect(admin.getByRole('row', { name: SLOW })).toContainText('100.0 %');
  await usable(admin, 'history of alerts');
  await open(admin, '/alerts/receivers', 'Receivers');
  await usable(admin, 'receivers');
  await open(admin, '/alerts/rules', 'Alert rules');
  await usable(admin, 'alert rules');
});

test('on a phone, in the dark, an alert is claimed with the thumb', async ({ browser, mistakes }) => {
  const context = await browser.newContext({
    storageState: adminState,
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    hasTouch: true,
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await post(alert(`${SLOW}Again`, 'major'));
  await expect.poll(() => number(page, 'firing'), { timeout: 30_000 }).toBe(2);
  await visit(page, `/alerts?query=${ID}`);
  const claim = page.getByRole('button', { name: `Claim ${SLOW}Again` });
  await expect(claim).toBeVisible();
  expect((await claim.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await claim.tap();
  await expect(page.getByRole('list', { name: 'Alerts that fire' })).toContainText('You are on it');
  await usable(page, 'alerts');
  await context.close();
});
