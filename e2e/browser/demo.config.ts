// SPDX-License-Identifier: Apache-2.0
import base from './playwright.config';

/** The same, on an installation with the demo shop; see DemoIT. */
export default { ...base, testDir: 'demo', timeout: 120_000 };
