// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from '@tanstack/react-query';
import { api, got } from './client';
import { keys } from './queries';
import type { components } from './schema.gen';

/** How a probe is. */
export type Probe = components['schemas']['ProbeView'];

/** Those of an environment, that the caller may read. */
export const probesQuery = (env: string) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'probes', env],
    queryFn: ({ signal }) => got(api.GET('/api/v1/probes', { params: { query: { env } }, signal })),
    select: (probes) => probes.items,
    refetchInterval: 15_000,
  });
