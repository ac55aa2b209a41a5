// SPDX-License-Identifier: Apache-2.0
import { Badge } from 'antd';

const STATUS: Record<string, 'success' | 'processing' | 'warning' | 'error' | 'default'> = {
  ready: 'success',
  up: 'success',
  pending: 'processing',
  waiting: 'default',
  fetching: 'processing',
  starting: 'processing',
  draining: 'warning',
  unhealthy: 'error',
  'backing-off': 'warning',
  stopping: 'warning',
  stopped: 'default',
  failed: 'error',
  down: 'error',
};

/** The state of a process or a live item, in words and in a colour. */
export function StateTag({ state }: { state: string }) {
  return <Badge status={STATUS[state] ?? 'default'} text={state} styles={{ root: { whiteSpace: 'nowrap' } }} />;
}
