// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { text } from '@/shared/text';

/** Where the stack of an exception stands among attributes. */
export const STACK = 'exception.stacktrace';

export function Stack({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by the keyboard too
    <section className="log-stack" tabIndex={0} aria-label={text.logs.exception}>
      <pre className="t-mono" style={{ margin: 0 }}>
        {children}
      </pre>
    </section>
  );
}
