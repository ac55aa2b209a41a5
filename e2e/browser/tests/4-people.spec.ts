// SPDX-License-Identifier: Apache-2.0
import { choosePassword, expect, makeUser, open, test } from './rig';

test('who may only read is shown everything and offered nothing', async ({ admin, browser, mistakes }) => {
  const link = await makeUser(admin, 'vera', 'viewers');
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await choosePassword(page, link);
  await open(page, '/routes', 'Routes');
  await expect(page.getByRole('row', { name: /browsed/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New route' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Delete/ })).toHaveCount(0);
  await open(page, '/config/payments', 'payments');
  await expect(page.getByText('You may read this, but not change it.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review' })).toHaveCount(0);
  await context.close();
});

test('who may nothing is told so, and sees nothing', async ({ admin, browser, mistakes }) => {
  const link = await makeUser(admin, 'nils');
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await choosePassword(page, link);
  await page.goto('/console/system');
  await expect(page.getByText('You may not see this')).toBeVisible();
  await page.goto('/console/routes');
  await expect(page.getByText('browsed')).toHaveCount(0);

  // and when their account is disabled, the next click ends it
  await admin.getByRole('dialog', { name: 'A link to choose a password' }).getByRole('button', { name: 'Close' }).last().click();
  await admin.getByRole('button', { name: 'Disable' }).click();
  await expect(admin.getByRole('button', { name: 'Enable' })).toBeVisible();
  await expect(async () => {
    // the page may be on its way there by itself, which ends this
    await page.goto('/console/routes');
    expect(page.url()).toContain('/sign-in');
  }).toPass({ timeout: 15_000 });
  await context.close();
});

test('an app gets a secret that is shown once, works, and works no more when it is deleted', async ({ admin, request }) => {
  await open(admin, '/apps', 'Apps');
  await admin.getByRole('button', { name: 'New app' }).click();
  const drawer = admin.getByRole('dialog');
  await drawer.getByLabel('Name', { exact: true }).fill('orders');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await admin.getByRole('button', { name: 'orders', exact: true }).click();
  await admin.getByRole('tab', { name: 'Secrets' }).click();
  await admin.getByRole('button', { name: 'Make a secret' }).click();
  const shown = admin.getByRole('dialog', { name: 'The new secret' });
  const secret = (await shown.locator('code').innerText()).trim();
  await shown.getByRole('button', { name: 'Close' }).last().click();
  await expect(admin.getByText(secret)).toHaveCount(0);

  const ask = async () =>
    (
      await request.post('/oauth2/token', {
        headers: { Authorization: `Basic ${Buffer.from(`orders:${secret}`).toString('base64')}` },
        form: { grant_type: 'client_credentials' },
      })
    ).status();
  expect(await ask()).toBe(200);
  await admin.getByRole('button', { name: 'Delete', exact: true }).click();
  await admin.getByRole('dialog', { name: 'Delete this secret?' }).getByRole('button', { name: 'Delete' }).click();
  await expect(admin.getByText('It has no secret yet.')).toBeVisible();
  expect(await ask()).toBe(401);
});
