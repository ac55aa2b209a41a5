// SPDX-License-Identifier: Apache-2.0
import type { ConfigProviderProps } from 'antd';
import { styleNonce } from '@/shared/components/CodeEditor';

export type Mode = 'light' | 'dark';

const KEPT = 'plinth.mode';

/** What was chosen last, or what the system prefers. */
export function preferredMode(): Mode {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'light' || kept === 'dark') {
    return kept;
  }
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function rememberMode(mode: Mode) {
  localStorage.setItem(KEPT, mode);
}

export function look(mode: Mode): ConfigProviderProps {
  return {
    csp: styleNonce ? { nonce: styleNonce } : undefined,
    theme: {
      token: {
        colorPrimary: mode === 'dark' ? '#4f7df0' : '#1f4fd8',
        colorLink: mode === 'dark' ? '#7fa2f7' : '#1f4fd8',
        borderRadius: 8,
        fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif",
        fontFamilyCode: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
      },
      components: {
        Layout: { headerPadding: '0 16px', headerHeight: 56 },
        Table: { cellPaddingBlock: 12 },
      },
    },
  };
}
