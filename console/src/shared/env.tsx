// SPDX-License-Identifier: Apache-2.0
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

const KEPT = 'plinth.environment';

/** The environment that is looked at: part of the address, so that it can be shared; kept for the next visit. */
export function useEnv(): [string, (env: string) => void] {
  const [params, setParams] = useSearchParams();
  const env = params.get('env') ?? localStorage.getItem(KEPT) ?? 'dev';
  const change = useCallback(
    (next: string) => {
      localStorage.setItem(KEPT, next);
      setParams((before) => {
        before.set('env', next);
        return before;
      });
    },
    [setParams],
  );
  return [env, change];
}
