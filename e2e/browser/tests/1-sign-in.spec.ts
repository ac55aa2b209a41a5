// SPDX-License-Identifier: Apache-2.0
import { adminState, choosePassword, expect, PASSWORD, test } from './rig';

test('the one-time link of plinth up leads to the console', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await choosePassword(page, process.env.PLINTH_LINK ?? '');
  await page.goto('/');
  await expect(page).toHaveURL(/\/console\/$/);
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await expect(page.getByRole('status').getByText('Live')).toBeVisible();
  await context.storageState({ path: adminState });
  await context.close();
});

test('whoever is not signed in is sent to sign in, and back to the page', async ({ page }) => {
  await page.goto('/console/routes');
  await expect(page).toHaveURL(/\/sign-in/);
  await page.locator('input[name=username]').fill('admin');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('form button').first().click();
  await expect(page).toHaveURL(/\/console\/routes/);
  await expect(page.getByRole('heading', { name: 'Routes' })).toBeVisible();
});

test('signing out ends it', async ({ page }) => {
  await page.goto('/console/');
  await page.locator('input[name=username]').fill('admin');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('form button').first().click();
  await page.getByRole('button', { name: 'admin' }).click();
  await page.getByText('Sign out').click();
  await page.waitForURL((url) => !url.pathname.startsWith('/console'));
  const confirm = page.locator('form button').first();
  if (await confirm.isVisible()) {
    await confirm.click();
  }
  await page.goto('/console/');
  await expect(page).toHaveURL(/\/sign-in/);
});
