// SPDX-License-Identifier: Apache-2.0
import { expect, open, test, write } from './rig';

test('a route is refused while it is wrong, made in a form, and used by the gateway at once', async ({ admin }) => {
  await open(admin, '/routes', 'Routes');
  await admin.getByRole('button', { name: 'New route' }).click();
  const drawer = admin.getByRole('dialog');
  await drawer.getByLabel('Name', { exact: true }).fill('Not A Name');
  await expect(drawer.getByRole('alert').first()).toContainText('expected');
  await expect(drawer.getByRole('button', { name: 'Save' })).toBeDisabled();
  await drawer.getByLabel('Name', { exact: true }).fill('browsed');
  await drawer.getByLabel('Paths').click();
  await admin.keyboard.type('/browsed');
  await admin.keyboard.press('Enter');
  await drawer.getByRole('radio', { name: 'A URL' }).click();
  await drawer.getByLabel('A URL').last().fill(process.env.PLINTH_BACKEND ?? '');
  await drawer.getByRole('radio', { name: 'Everybody' }).click();
  await drawer.getByPlaceholder('Why (goes into the ledger)').fill('a way to look at');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByRole('row', { name: /browsed.*\/browsed.*Everybody/ })).toBeVisible();
  await expect.poll(async () => (await admin.request.get('/browsed')).status()).toBe(200);

  await open(admin, '/changes', 'Changes');
  await expect(admin.getByRole('row', { name: /Route browsed.*admin.*a way to look at/ })).toBeVisible();
});

test('settings that cannot be read are marked; good ones are reviewed, saved, compared, and reverted', async ({ admin }) => {
  await open(admin, '/config', 'Configuration');
  await admin.getByRole('button', { name: 'New configuration' }).click();
  await admin.getByLabel('App', { exact: true }).fill('payments');
  await admin.getByRole('button', { name: 'Create' }).click();
  await expect(admin.getByRole('heading', { name: 'payments' })).toBeVisible();

  await write(admin, 'payments: {share: 0.02\n');
  await expect(admin.getByRole('alert').first()).toContainText('line');
  await expect(admin.getByRole('button', { name: 'Review' })).toBeDisabled();
  await admin.getByRole('button', { name: 'Discard' }).click();

  for (const [settings, why] of [
    ['payments.share: 0.02\n', 'as it begins'],
    ['more: 1\n', 'one more'],
  ] as const) {
    await write(admin, settings);
    await admin.getByRole('button', { name: 'Review' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('Why (goes into the ledger)').fill(why);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(admin.getByText('Nothing is changed')).toBeVisible();
  }
  await admin.getByRole('tab', { name: 'As the app sees it' }).click();
  await expect(admin.getByRole('row', { name: 'payments.share 0.02' })).toBeVisible();
  await expect(admin.getByRole('row', { name: 'more 1' })).toBeVisible();

  await admin.getByRole('tab', { name: 'History' }).click();
  await expect(admin.getByText('as it begins')).toBeVisible();
  await admin.getByRole('button', { name: /^Change \d+$/ }).first().click();
  await admin.getByRole('button', { name: 'Revert' }).click();
  await admin.getByRole('dialog').last().getByRole('button', { name: 'Revert' }).click();
  await expect(admin.getByText(/Reverted by change/)).toBeVisible();
  await expect
    .poll(async () => (await (await admin.request.get('/api/v1/config/payments?env=dev')).json()).properties)
    .toEqual({ 'payments.share': '0.02' });
});

test('two people at the same settings: the later one is told, and loses nothing', async ({ admin }) => {
  await open(admin, '/config/payments', 'payments');
  await write(admin, '# mine\n');
  const other = await admin.context().newPage();
  await open(other, '/config/payments', 'payments');
  await write(other, '# theirs\n');
  await other.getByRole('button', { name: 'Review' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(other.getByText('Nothing is changed')).toBeVisible();
  await other.close();
  await admin.bringToFront();
  await expect(admin.getByText('Somebody has changed this meanwhile')).toBeVisible();
  await expect(admin.locator('.cm-content')).toContainText('# mine');
  await admin.getByRole('button', { name: 'Load anew' }).click();
  await expect(admin.locator('.cm-content')).toContainText('# theirs');
});

test('what changes elsewhere is shown without being asked for', async ({ admin }) => {
  await open(admin, '/routes', 'Routes');
  await expect(admin.getByRole('status').getByText('Live')).toBeVisible();
  const made = await admin.request.put('/api/v1/resources/Route/elsewhere?env=dev', {
    headers: { Origin: process.env.PLINTH_URL ?? '' },
    data: { spec: { paths: ['/elsewhere'], url: 'http://127.0.0.1:1' }, labels: {} },
  });
  expect(made.status(), await made.text()).toBe(200);
  await expect(admin.getByRole('row', { name: /elsewhere/ })).toBeVisible();
  await admin.getByRole('row', { name: /elsewhere/ }).getByRole('button', { name: 'Delete elsewhere' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(admin.getByRole('row', { name: /elsewhere/ })).toHaveCount(0);
});

test('a role is changed as YAML, and the question why somebody may is answered', async ({ admin }) => {
  await open(admin, '/access', 'Access');
  await admin.getByRole('button', { name: 'New Role' }).click();
  const drawer = admin.getByRole('dialog');
  await drawer.getByLabel('Name', { exact: true }).fill('route-reader');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByRole('row', { name: /route-reader.*read Route/ })).toBeVisible();
  await admin.getByRole('tab', { name: 'Why?' }).click();
  await admin.getByLabel('Who').fill('user:nobody');
  await expect(admin.getByText('Not allowed')).toBeVisible();
  await expect(admin.getByText(/user:nobody has no role/)).toBeVisible();
});
