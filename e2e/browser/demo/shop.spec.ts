// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { adminState, axe, choosePassword, expect, open, test } from '../tests/rig';

const BUY = { name: 'Buy', exact: true } as const;

/** Finds the film by typing, and opens it. */
async function find(page: Page, title: string) {
  await page.goto('/shop/');
  await page.locator('#query').fill(title);
  await page.locator('#films .tile').filter({ hasText: title }).first().click();
  await expect(page.locator('dialog#film')).toBeVisible();
}

test('everybody looks around, on a desk and on a phone', async ({ browser, mistakes }) => {
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [390, 'dark'],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    const page = await context.newPage();
    page.on('pageerror', (error) => mistakes.push(String(error)));
    await page.goto('/shop/');
    await expect(page.locator('#films .tile').first()).toBeVisible();
    const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await beyond()).toBe(0);
    const found = await axe(page).analyze();
    expect(found.violations.map((each) => `${each.id} ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
    await find(page, 'Casablanca');
    await expect(page.locator('dialog#film').getByRole('link', { name: 'Sign in to buy' })).toBeVisible();
    expect(await beyond()).toBe(0);
    await context.close();
  }
});

test('who signs in buys a film and sees it paid', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await choosePassword(page, process.env.PLINTH_LINK ?? '');
  await find(page, 'Casablanca');
  // signed in to Plinth, so the shop needs no password
  await page.locator('dialog#film').getByRole('link', { name: 'Sign in to buy' }).click();
  await expect(page).toHaveURL(/\/shop\/$/);
  await find(page, 'Casablanca');
  await page.locator('dialog#film').getByRole('button', BUY).click();
  await expect(page.locator('dialog#film')).toContainText(/Paid\. Enjoy the film!|declined/, { timeout: 30_000 });
  await context.storageState({ path: adminState });
  await context.close();
});

test('all payments fail from the moment when somebody decides so, and the order is followed through it all', async ({ admin }) => {
  await open(admin, '/config/payments', 'payments');
  await admin.locator('.cm-content[contenteditable=true]').click();
  await admin.keyboard.press('Control+A');
  await admin.keyboard.insertText('shop.payments.failure-share: 1\n');
  await admin.getByRole('button', { name: 'Review' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Why (goes into the ledger)').fill('to see an order fail');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByText('Nothing is changed')).toBeVisible();
  await open(admin, '/changes', 'Changes');
  await expect(admin.getByRole('row', { name: /Config payments.*admin.*to see an order fail/ })).toBeVisible();

  await find(admin, 'Metropolis');
  await admin.locator('dialog#film').getByRole('button', BUY).click();
  await expect(admin.locator('dialog#film')).toContainText('The payment was declined', { timeout: 30_000 });
  await admin.locator('dialog#film').getByRole('button', { name: 'Close' }).click();
  await admin.getByRole('link', { name: 'Trace of the order of Metropolis' }).first().click();

  await expect(admin).toHaveURL(/\/console\/traces\/[0-9a-f]{32}/);
  for (const service of ['gateway', 'orders', 'catalog', 'payments']) {
    await expect(admin.getByText(service, { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  }
  await expect(admin.getByText(/declined/i).first()).toBeVisible({ timeout: 60_000 });

  await open(admin, '/data', 'Data');
  await expect(admin.getByRole('row', { name: /shop-orders.*dev\.shop-orders.*orders.*ready/ })).toBeVisible();
});

test('what was decided is taken back', async ({ admin }) => {
  await open(admin, '/config/payments', 'payments');
  await admin.getByRole('tab', { name: 'History' }).click();
  await admin.getByRole('button', { name: /^Change \d+$/ }).first().click();
  await admin.getByRole('button', { name: 'Revert' }).click();
  await admin.getByRole('dialog').last().getByRole('button', { name: 'Revert' }).click();
  await expect(admin.getByText(/Reverted by change/)).toBeVisible();
});
