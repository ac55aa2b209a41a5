// SPDX-License-Identifier: Apache-2.0
import { test as base, expect, type Page } from '@playwright/test';
import path from 'node:path';

export const PASSWORD = 'a password of four words';
const STATE = path.join(process.env.PLINTH_TEST_OUTPUT ?? 'test-results', '..', 'admin.json');

/** Chooses the password behind a one-time link, and is signed in afterwards. */
export async function choosePassword(page: Page, link: string) {
  await page.goto(link);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('input[name=repeated]').fill(PASSWORD);
  await page.locator('form button').first().click();
  await expect(page).toHaveURL(/\/sign-in\/account/);
}

export const adminState = STATE;

/** A page of the administrator's. What the console throws or logs as an error fails the test. */
export const test = base.extend<{ mistakes: string[]; admin: Page }>({
  // biome-ignore lint/correctness/noEmptyPattern: as Playwright wants it
  mistakes: async ({}, use) => {
    const mistakes: string[] = [];
    await use(mistakes);
    expect(mistakes).toEqual([]);
  },
  admin: async ({ browser, mistakes }, use) => {
    const context = await browser.newContext({ storageState: STATE });
    const page = await context.newPage();
    page.on('pageerror', (error) => mistakes.push(String(error)));
    await use(page);
    await context.close();
  },
});

/** The menu's page of that name. */
export async function open(page: Page, address: string, title: string) {
  await page.goto(`/console${address}`);
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

/** Writes at the end of the editor on the page. */
export async function write(page: Page, text: string) {
  await page.locator('.cm-content[contenteditable=true]').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(text);
}


export { expect };
