// SPDX-License-Identifier: Apache-2.0
import { test as base, expect, type Page } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import path from 'node:path';

export const PASSWORD = 'a password of four words';
const STATE = path.join(process.env.PLINTH_TEST_OUTPUT ?? 'test-results', '..', 'admin.json');

/** Chooses the password behind a one-time link, and is signed in afterwards. */
export async function choosePassword(page: Page, link: string) {
  const answer = await page.goto(link);
  expect(answer?.status(), await page.locator('body').innerText()).toBe(200);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('input[name=repeated]').fill(PASSWORD);
  await page.locator('form button').first().click();
  await expect(page).toHaveURL(/\/sign-in\/account/);
}

export const adminState = STATE;

/**
 * The page of the administrator's, which stays open from one test to the next, as with somebody who works. What the console throws or logs
 * as an error fails the test.
 */
export const test = base.extend<{ mistakes: string[]; admin: Page }, { administrator: Page }>({
  // biome-ignore lint/correctness/noEmptyPattern: as Playwright wants it
  mistakes: async ({}, use) => {
    const mistakes: string[] = [];
    await use(mistakes);
    expect(mistakes).toEqual([]);
  },
  administrator: [
    async ({ browser }, use, { project }) => {
      const { baseURL, viewport, contextOptions } = project.use;
      const context = await browser.newContext({ ...contextOptions, baseURL, viewport, storageState: STATE });
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],
  admin: async ({ administrator, mistakes }, use) => {
    const note = (error: Error) => mistakes.push(String(error));
    administrator.on('pageerror', note);
    await use(administrator);
    administrator.off('pageerror', note);
  },
});

/** Goes to that address of the console: by loading it, or as a link of the console does when another page of it is open. */
export async function visit(page: Page, address: string) {
  const now = new URL(page.url());
  const next = new URL(`/console${address}`, now.protocol.startsWith('http') ? now : 'http://nowhere');
  if (now.pathname.startsWith('/console/') && now.pathname !== next.pathname) {
    await page.evaluate((to) => {
      history.pushState({}, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, next.pathname + next.search);
  } else {
    await page.goto(next.pathname + next.search);
  }
}

/** The menu's page of that name. */
export async function open(page: Page, address: string, title: string) {
  await visit(page, address);
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

/** Makes a user and hands out the link, as an administrator does. */
export async function makeUser(page: Page, username: string, group?: string): Promise<string> {
  await open(page, '/users', 'Users');
  await page.getByRole('button', { name: 'New user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Username').fill(username);
  if (group) {
    await dialog.getByLabel('Groups').click();
    await page.keyboard.type(group);
    await page.keyboard.press('Enter');
    // the list of groups stands in the way of the button
    await dialog.getByLabel('Username').click();
  }
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'Make a sign-in link' }).click();
  const link = page.getByText(/\/sign-in\/link\?token=/);
  await expect(link).toBeVisible();
  return (await link.innerText()).trim();
}

/** Writes at the end of the editor on the page. */
export async function write(page: Page, text: string) {
  await page.locator('.cm-content[contenteditable=true]').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(text);
}

/** There are no frames, for which axe would open a second page. */
export function axe(page: Page) {
  return new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa']);
}

/** Nothing sticks out of the window, and axe finds nothing grave. */
export async function usable(page: Page, title: string) {
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(beyond, `${title} is wider than the window`).toBe(0);
  const found = await axe(page).analyze();
  const grave = found.violations
    .filter((each) => each.impact === 'serious' || each.impact === 'critical')
    .map((each) => `${title}: ${each.id} ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(grave).toEqual([]);
}

export { expect };
