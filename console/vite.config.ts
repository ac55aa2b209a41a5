// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // The core puts a new nonce here in every answer.
  html: { cspNonce: '__PLINTH_NONCE__' },
  build: { target: 'es2023', chunkSizeWarningLimit: 1500, assetsInlineLimit: 0 },
  // For work on the console itself, beside a running Plinth; sign in at the gateway first.
  server: {
    proxy: {
      '/api': 'http://localhost:8080',
      '/prometheus': 'http://localhost:8080',
      '/sign-in': 'http://localhost:8080',
    },
  },
});
