// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { choosePassword, expect, makeUser, open, test, usable, visit, write } from './rig';

/** Logs of a service of its own, so that what other tests send is not among them. */
const SERVICE = 'till';
const ERROR = 17;
const INFO = 9;

interface Said {
  body: string;
  severity?: number;
  /** Seconds that it is ago. */
  ago?: number;
  exception?: { type: string; message: string; at: string };
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

/** Sends records by OTLP, and says how that was answered. */
async function say(said: Said[], authorization?: string, service = SERVICE): Promise<number> {
  const answer = await fetch(`${process.env.PLINTH_OTLP ?? 'http://127.0.0.1:4318'}/v1/logs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(authorization && { Authorization: authorization }) },
    body: JSON.stringify({
      resourceLogs: [
        {
          resource: {
            attributes: [
              text('service.name', service),
              text('service.instance.id', `${service}-1`),
              text('deployment.environment.name', 'dev'),
            ],
          },
          scopeLogs: [
            {
              logRecords: said.map(({ body, severity = INFO, ago = 0, exception }) => ({
                timeUnixNano: (BigInt(Math.round(Date.now() - ago * 1000)) * 1_000_000n).toString(),
                severityNumber: severity,
                body: { stringValue: body },
                attributes: exception
                  ? [
                      text('exception.type', exception.type),
                      text('exception.message', exception.message),
                      text('exception.stacktrace', `${exception.type}: ${exception.message}\n\tat ${exception.at}(Till.java:9)`),
                    ]
                  : [],
              })),
            },
          ],
        },
      ],
    }),
  });
  return answer.status;
}

const EMPTY_TILL = { type: 'com.example.TillEmpty', message: 'no change for a 50', at: 'com.example.Till.give' };
const BROKEN = { type: 'com.example.DrawerStuck', message: 'the drawer does not open', at: 'com.example.Drawer.open' };

const put = (page: Page, kind: string, name: string, query: string, spec: unknown) =>
  page.request.put(`/api/v1/resources/${kind}/${name}?${query}`, {
    headers: { Origin: process.env.PLINTH_URL ?? '' },
    data: { spec, labels: {} },
  });

const line = (page: Page, words: RegExp) => page.getByRole('button', { name: words });
const found = (page: Page, query: string) =>
  expect.poll(async () => (await (await page.request.get(`/api/v1/logs?service=${SERVICE}&query=${query}`)).json()).total);

test('a till says something before a change and after it', async ({ admin }) => {
  await open(admin, '/logs', 'Logs');
  const decide = async (path: string, message: string) => {
    const made = await put(admin, 'Route', 'till', `env=dev&message=${message}`, { paths: [path], url: 'http://127.0.0.1:1' });
    expect(made.status(), await made.text()).toBe(200);
  };
  const before = Array.from({ length: 45 }, (_, number) => ({ body: `Bill ${number} is paid`, ago: 300 - number }));
  await decide('/till', 'tills+are+there');
  expect(await say([...before, { body: 'Cannot give change', severity: ERROR, exception: EMPTY_TILL }])).toBe(200);
  await decide('/tills', 'tills+are+reached');
  expect(
    await say([
      { body: 'Cannot give change', severity: ERROR, exception: EMPTY_TILL },
      { body: 'Cannot give change', severity: ERROR, exception: EMPTY_TILL },
      { body: 'Drawer 4 is stuck', severity: ERROR, exception: BROKEN },
    ]),
  ).toBe(200);
  await found(admin, 'stuck').toBe(1);
});

test('a search is saved, opened by its name, changed, and deleted', async ({ admin }) => {
  await open(admin, `/logs?service=${SERVICE}&q=change`, 'Logs');
  await expect(admin.getByText('3 found')).toBeVisible();
  await admin.getByRole('button', { name: 'Saved searches' }).click();
  await admin.getByRole('button', { name: 'Save this search' }).click();
  const dialog = admin.getByRole('dialog', { name: 'Save this search' });
  await dialog.getByLabel('Name', { exact: true }).fill('No change');
  await dialog.getByLabel('What it finds').fill('Tills without coins');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(admin).toHaveURL(/saved=no-change/);

  await open(admin, '/traces', 'Traces');
  await open(admin, '/logs', 'Logs');
  await admin.getByRole('button', { name: 'Saved searches' }).click();
  await expect(admin.getByText('Tills without coins')).toBeVisible();
  await usable(admin, 'saved searches');
  await admin.getByRole('button', { name: 'Open no-change' }).click();
  await expect(admin).toHaveURL(/service=till/);
  await expect(admin.getByText('3 found')).toBeVisible();

  await visit(admin, `/logs?service=${SERVICE}&q=change&saved=no-change&severity=error`);
  await admin.getByRole('button', { name: 'Saved search no-change' }).click();
  await admin.getByRole('button', { name: 'Update no-change' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByRole('dialog')).toHaveCount(0);
  // a read that names no position may be a moment behind
  await expect
    .poll(async () => (await (await admin.request.get('/api/v1/resources/SavedSearch/no-change')).json()).spec)
    .toEqual({
      signal: 'logs',
      query: 'change',
      services: [SERVICE],
      severity: 'error',
      description: 'Tills without coins',
    });
  await admin.getByRole('button', { name: 'Saved search no-change' }).click();
  await admin.getByRole('button', { name: 'Delete no-change' }).click();
  await admin.getByRole('dialog', { name: /^Delete/ }).getByRole('button', { name: 'Delete' }).click();
  await expect(admin.getByRole('button', { name: 'Saved searches' })).toBeVisible();
});

test('around a record its neighbours are shown, and more of them in both directions', async ({ admin }) => {
  await open(admin, `/logs?service=${SERVICE}&q=%22Bill+30+is%22`, 'Logs');
  await line(admin, /Bill 30 is paid/).click();
  await admin.getByRole('button', { name: 'Around this' }).click();
  const around = admin.getByRole('dialog', { name: 'Around this record' });
  const neighbours = around.getByRole('list', { name: /^Logs around the record/ }).getByRole('listitem');
  await expect(neighbours.and(around.locator('[aria-current=true]'))).toContainText('Bill 30 is paid');
  await expect(neighbours.first()).toContainText('Bill 10 is paid');
  await around.getByRole('button', { name: '20 more before' }).click();
  await expect(neighbours.first()).toContainText('Bill 0 is paid');
  await expect(around.getByText('There is nothing before.')).toBeVisible();
  await expect(around.getByText('There is nothing after yet.')).toBeVisible();
  await expect(neighbours).toHaveCount(49);
  await usable(admin, 'around a record');
  await around.getByRole('button', { name: 'Close' }).click();
  await expect(admin).not.toHaveURL(/around=/);
});

test('errors are counted from a change, the new ones first, and lead to their logs', async ({ admin }) => {
  await open(admin, `/logs?service=${SERVICE}`, 'Logs');
  await admin.getByText('Errors', { exact: true }).click();
  await expect(admin.getByText('2 kinds of errors, 1 of them new')).toBeVisible();
  await expect(admin.getByText(/Route till · dev by admin, .*“tills are reached”/)).toBeVisible();
  const groups = admin.getByRole('list', { name: /^Errors since the change/ }).getByRole('listitem');
  await expect(groups.first()).toContainText(/new\s*com\.example\.DrawerStuck: the drawer does not open/i);
  await expect(groups.last()).toContainText('2 times');
  await line(admin, /DrawerStuck/).click();
  await expect(admin.getByRole('region', { name: 'Exception' })).toContainText('at com.example.Drawer.open');
  await usable(admin, 'errors');

  // from the change before, the till was empty three times
  await admin.getByLabel('Count from').click();
  await admin.keyboard.press('ArrowDown');
  await admin.keyboard.press('ArrowDown');
  await admin.keyboard.press('Enter');
  await expect(admin).toHaveURL(/change=\d+/);
  await expect(line(admin, /TillEmpty.*3 times/)).toBeVisible();

  await line(admin, /TillEmpty/).click();
  await groups.filter({ hasText: 'TillEmpty' }).getByRole('link', { name: 'Logs of this error' }).click();
  await expect(admin).toHaveURL(/errorId=/);
  await expect(admin.getByText('3 found')).toBeVisible();
  await admin.getByRole('button', { name: /^Only one error/ }).click();
  await expect(admin.getByText('4 found')).toBeVisible();
});

test('an app logs more for a while, and who wanted that is said', async ({ admin }) => {
  await open(admin, `/logs?service=${SERVICE}`, 'Logs');
  await admin.getByRole('button', { name: 'Log levels' }).click();
  const drawer = admin.getByRole('dialog', { name: `Log levels of ${SERVICE}` });
  for (const [logger, span] of [
    ['ROOT', '15 min'],
    ['com.example.Till', '4 h'],
  ] as const) {
    await drawer.getByLabel('Logger').fill(logger);
    await drawer.getByText(span, { exact: true }).click();
    await drawer.getByLabel('Why (goes into the ledger)').fill('coins are missing');
    await drawer.getByRole('button', { name: 'Set level' }).click();
    await expect(drawer.getByRole('listitem').filter({ hasText: logger })).toContainText(/Debug.*(1[45] min|3 h 59 min|4 h 0 min) left/);
  }
  const root = drawer.getByRole('listitem').filter({ hasText: 'ROOT' });
  await expect(root).toContainText(/set by admin, Change \d+ “coins are missing”/);
  await usable(admin, 'log levels');
  for (const logger of ['ROOT', 'com.example.Till']) {
    await drawer.getByRole('button', { name: `Remove ${logger}` }).click();
    await expect(drawer.getByRole('listitem').filter({ hasText: logger })).toHaveCount(0);
  }
  await expect(drawer.getByText(/have the level of its own configuration/)).toBeVisible();
  await expect
    .poll(async () => (await admin.request.get(`/api/v1/resources/LogLevel/${SERVICE}?env=dev`)).status())
    .toBe(404);
});

test('an ingest key is shown once, sends as its app, also for a public client, and no more when it is deleted', async ({ admin }) => {
  const made = await put(admin, 'App', SERVICE, '', {
    publicClient: true,
    grantTypes: ['authorization_code'],
    redirectUris: ['https://till.example.org/in'],
  });
  expect(made.status(), await made.text()).toBe(200);
  await open(admin, '/apps', 'Apps');
  await admin.getByRole('button', { name: SERVICE, exact: true }).click();
  await admin.getByRole('tab', { name: 'Secrets and keys' }).click();
  await expect(admin.getByText('The app is a public client')).toBeVisible();
  await admin.getByRole('button', { name: 'Make an ingest key' }).click();
  const shown = admin.getByRole('dialog', { name: 'The new ingest key' });
  const header = (await shown.getByRole('region', { name: 'As a header' }).getByText('Authorization').innerText()).trim();
  await shown.getByRole('button', { name: 'Close' }).last().click();
  const authorization = header.replace('Authorization: ', '');
  expect(await say([{ body: 'Sent with a key' }], authorization)).toBe(200);
  await found(admin, '%22sent+with+a+key%22').toBe(1);
  const [sent] = (await (await admin.request.get(`/api/v1/logs?query=%22sent+with+a+key%22`)).json()).items;
  expect(sent.app).toBe(SERVICE);
  await admin.getByRole('button', { name: 'Delete', exact: true }).click();
  await admin.getByRole('dialog', { name: 'Delete this ingest key?' }).getByRole('button', { name: 'Delete' }).click();
  await expect(admin.getByText('It has no ingest key yet.')).toBeVisible();
  await expect.poll(() => say([{ body: 'Too late' }], authorization)).toBe(401);
});

test('a pipeline is tried on lines, refused while it is wrong, and hides what it should once it is saved', async ({ admin }) => {
  await open(admin, '/logs/processing', 'Log processing');
  await admin.getByRole('button', { name: 'Start from: Hide personal data' }).click();
  const drawer = admin.getByRole('dialog', { name: 'New LogPipeline' });
  const records = drawer.getByRole('region', { name: 'Records that come out' });
  await expect(records).toContainText('User *** signed in');
  await usable(admin, 'a pipeline that is tried');
  await drawer.getByLabel(/^Sample lines/).fill('Mail from bob@example.com\nOrder 7');
  await expect(drawer.getByText('2 lines → 2 records')).toBeVisible();
  await expect(records).toContainText('Mail from ***');

  await write(admin, '  - grok: {patterns: ["%{NOPE:x}"]}\n');
  await expect(drawer.getByRole('alert').first()).toContainText('spec.steps[1].grok.patterns[0]');
  await expect(drawer.getByText('The pipeline cannot be tried while it is wrong.')).toBeVisible();
  await expect(drawer.getByRole('button', { name: 'Save' })).toBeDisabled();
  await admin.keyboard.press('Control+z');
  await expect(records).toContainText('Mail from ***');
  await drawer.getByRole('button', { name: 'Save' }).click();
  const list = admin.getByRole('list', { name: /^Pipelines, in the order/ });
  await expect(list).toContainText('hides e-mail addresses, card numbers');

  await expect
    .poll(async () => {
      await say([{ body: 'Receipt goes to eve@example.org' }]);
      return (await (await admin.request.get(`/api/v1/logs?service=${SERVICE}&query=receipt`)).json()).items[0]?.body;
    })
    .toBe('Receipt goes to ***');
  for (const tab of ['Streams', 'Status']) {
    await admin.getByRole('tab', { name: tab }).click();
    await expect(admin.locator('.ant-skeleton')).toHaveCount(0);
    await usable(admin, tab);
  }
  await expect(admin.getByText('All is well')).toBeVisible();
});

test('who may only read is offered nothing to change, on a phone, in the dark', async ({ admin, browser, mistakes }) => {
  const link = await makeUser(admin, 'lena', 'viewers');
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const page = await context.newPage();
  page.on('pageerror', (error) => mistakes.push(String(error)));
  await choosePassword(page, link);
  await open(page, `/logs?service=${SERVICE}&view=errors`, 'Logs');
  await expect(page.getByText(/kinds of errors/)).toBeVisible();
  await usable(page, 'errors');
  await open(page, `/apps?levels=dev/${SERVICE}`, 'Apps');
  await expect(page.getByText('You may see the levels of this app, but not set them.')).toBeVisible();
  await usable(page, 'log levels');
  await visit(page, `/logs?service=${SERVICE}`);
  await page.getByRole('button', { name: 'Saved searches' }).click();
  await expect(page.getByText('Nothing is saved yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save this search' })).toHaveCount(0);
  await open(page, '/logs/processing', 'Log processing');
  await expect(page.getByRole('button', { name: 'Try mask-personal-data' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^(New|Delete)/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Try mask-personal-data' }).click();
  await page.getByLabel(/^Sample lines/).fill('from ada@example.org');
  await expect(page.getByRole('region', { name: 'Records that come out' })).toContainText('from ***');
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);
  await usable(page, 'a pipeline that is tried');
  await open(page, '/apps', 'Apps');
  await page.getByRole('button', { name: SERVICE, exact: true }).click();
  await page.getByRole('tab', { name: 'Secrets and keys' }).click();
  await expect(page.getByText('It has no ingest key yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Make/ })).toHaveCount(0);
  await context.close();
});
