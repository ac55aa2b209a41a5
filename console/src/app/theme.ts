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

const LIGHT = {
  colorPrimary: '#1f4fd8',
  colorLink: '#1f4fd8',
  colorInfo: '#1f4fd8',
  colorError: '#c4161c',
  colorErrorBg: '#fff1f0',
  colorSuccess: '#2a7a0f',
  colorSuccessBg: '#edf8e7',
  colorSuccessBorder: '#b7e0a2',
  colorWarning: '#8a5a00',
  colorWarningBg: '#fff7e0',
  colorWarningBorder: '#f2d98f',
  colorTextSecondary: 'rgba(0, 0, 0, 0.68)',
  colorTextTertiary: 'rgba(0, 0, 0, 0.64)',
  colorTextDescription: 'rgba(0, 0, 0, 0.64)',
  colorTextPlaceholder: 'rgba(0, 0, 0, 0.58)',
};

const DARK = {
  colorPrimary: '#4f7df0',
  colorLink: '#8fb0fb',
  colorInfo: '#8fb0fb',
  colorError: '#ff7875',
  colorTextSecondary: 'rgba(255, 255, 255, 0.72)',
  colorTextTertiary: 'rgba(255, 255, 255, 0.66)',
  colorTextDescription: 'rgba(255, 255, 255, 0.66)',
  colorTextPlaceholder: 'rgba(255, 255, 255, 0.62)',
};

/** Whoever asked the system to keep still gets a console that does (WCAG 2.2, 2.3.3). */
function motion(): boolean {
  return !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export function look(mode: Mode): ConfigProviderProps {
  return {
    csp: styleNonce ? { nonce: styleNonce } : undefined,
    theme: {
      token: {
        // What the library has by itself is too pale to be read by everybody (WCAG 2.2, 1.4.3).
        ...(mode === 'dark' ? DARK : LIGHT),
        motion: motion(),
        borderRadius: 8,
        fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif",
        fontFamilyCode: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
      },
      components: {
        Layout: { headerPadding: '0 16px', headerHeight: 56 },
        Table: { cellPaddingBlock: 12 },
        // the primary colour is made for white letters on it
        ...(mode === 'dark' && {
          Tabs: { itemSelectedColor: DARK.colorLink },
          Menu: { itemSelectedColor: DARK.colorLink },
          // and the colour of errors is too light for them
          Button: { dangerColor: '#141414' },
        }),
      },
    },
  };
}
