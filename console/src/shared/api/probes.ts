// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from '@tanstack/react-query';
import { got, Problem } from './client';
import { keys } from './queries';

/** How a probe is. To be replaced by the type that is generated, as soon as docs/reference/openapi.json has `/api/v1/probes`. */
export interface Probe {
  name: string;
  env: string;
  type: 'http' | 'tcp' | 'dns';
  target: string;
  state: 'up' | 'down' | 'unknown';
  since?: string | null;
  lastTime?: string | null;
  seconds?: number | null;
  error?: string | null;
  certificateExpiry?: string | null;
  statusCode?: number | null;
}

/** The same by the names that the API may have for it. */
interface Told extends Omit<Probe, 'type' | 'target'> {
  type?: Probe['type'];
  by?: Probe['type'];
  target?: string;
  instance?: string;
  durationSeconds?: number;
  httpStatus?: number | null;
}

const probeOf = ({ type, by, target, instance, seconds, durationSeconds, statusCode, httpStatus, ...told }: Told) => ({
  ...told,
  type: type ?? by ?? 'http',
  target: target ?? instance ?? '',
  seconds: seconds ?? durationSeconds,
  statusCode: statusCode ?? httpStatus,
});

async function askProbes(env: string, signal: AbortSignal): Promise<Probe[]> {
  const response = await fetch(`/api/v1/probes?env=${encodeURIComponent(env)}`, { signal });
  const body = await response.json().catch(() => ({}));
  return (await got<{ items: Told[] }>(Promise.resolve({ data: body, error: body, response }))).items.map(probeOf);
}

/** None where there is no such thing. */
export const probesQuery = (env: string) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'probes', env],
    queryFn: async ({ signal }) => {
      try {
        return await askProbes(env, signal);
      } catch (e) {
        if (e instanceof Problem && e.status === 404) {
          return [];
        }
        throw e;
      }
    },
    refetchInterval: 15_000,
  });
