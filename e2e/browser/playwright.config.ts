// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from '@playwright/test';

/** What runs is started by whoever calls this; see BrowserIT. */
export default defineConfig({
  testDir: 'tests',
  outputDir: process.env.PLINTH_TEST_OUTPUT ?? 'test-results',
  // one installation, and its people and resources, for all of them, in the order of the files
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // other tests run beside them, on as many cores as there are
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    baseURL: process.env.PLINTH_URL,
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'off',
    // what is fading in has not yet the contrast that it will have
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env.PLINTH_CHROMIUM ?? '/usr/bin/chromium',
      // as root, Chromium refuses its own sandbox
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
