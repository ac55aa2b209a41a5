// SPDX-License-Identifier: Apache-2.0
import { adminState, expect, open, test, usable, visit } from './rig';

const PAGES = [
  ['/', 'Overview'],
  ['/services', 'Services'],
  ['/routes', 'Routes'],
  ['/config', 'Configuration'],
  ['/data', 'Data'],
  ['/health', 'Health'],
  ['/logs', 'Logs'],
  ['/traces', 'Traces'],
  ['/operations', 'Operations'],
  ['/metrics', 'Metrics'],
  ['/dashboards', 'Dashboards'],
  ['/dashboards/host', 'Hosts'],
  ['/business', 'Business'],
  ['/business?tab=visits&span=30d', 'Business'],
  ['/business?tab=transactions', 'Business'],
  ['/changes', 'Changes'],
  ['/users', 'Users'],
  ['/apps', 'Apps'],
  ['/access', 'Access'],
  ['/system', 'System'],
] as const;

for (const [width, colorScheme] of [
  [1280, 'light'],
  [390, 'dark'],
] as const) {
  test(`every page fits into ${width} pixels, ${colorScheme}, and can be used by everybody`, async ({ browser, mistakes }) => {
    test.setTimeout(120_000);
    const context = await browser.newContext({
      storageState: adminState,
      viewport: { width, height: 800 },
      colorScheme,
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => mistakes.push(String(error)));
    for (const [address, title] of PAGES) {
      await open(page, address, title);
      await expect(page.locator('.ant-skeleton-active')).toHaveCount(0);
      await usable(page, title);
    }
    await context.close();
  });
}

test('the keyboard reaches the content at once, and every page of the menu', async ({ admin }) => {
  await open(admin, '/', 'Overview');
  await admin.keyboard.press('Tab');
  await expect(admin.getByText('Skip to the content')).toBeFocused();
  await admin.getByRole('link', { name: 'Routes', exact: true }).focus();
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('heading', { name: 'Routes' })).toBeVisible();
});

test('dark is kept for the next visit', async ({ admin }) => {
  await open(admin, '/', 'Overview');
  await admin.getByRole('button', { name: 'Switch to dark' }).click();
  await admin.reload();
  await expect(admin.getByRole('button', { name: 'Switch to light' })).toBeVisible();
  await admin.getByRole('button', { name: 'Switch to light' }).click();
});

test('an address that leads nowhere says so', async ({ admin }) => {
  await visit(admin, '/nowhere');
  await expect(admin.getByText('There is no such page')).toBeVisible();
});

test('the overview knows the processes, and the system its engines and settings', async ({ admin }) => {
  await open(admin, '/', 'Overview');
  for (const process of ['postgres', 'core', 'gateway']) {
    await expect(admin.getByRole('row', { name: new RegExp(`^${process}.*ready`) })).toBeVisible();
  }
  await open(admin, '/system', 'System');
  await expect(admin.getByRole('row', { name: /postgres.*started by Plinth/ })).toBeVisible();
  await admin.getByText('Only those that were set').click();
  await expect(admin.getByRole('row', { name: /^only / })).toBeVisible();
});
