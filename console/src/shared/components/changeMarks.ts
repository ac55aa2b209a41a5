// SPDX-License-Identifier: Apache-2.0
import type { GlobalToken } from 'antd';
import type { Change } from '@/shared/api/client';

/** Marks for a line of a chart over time: a dashed one at each change of the ledger, with its name when one points at it. */
export function changeMarks(changes: Change[], token: GlobalToken) {
  return {
    symbol: 'none',
    silent: false,
    label: { show: false },
    lineStyle: { color: token.colorTextTertiary, type: 'dashed' },
    tooltip: { trigger: 'item', formatter: (mark: { name?: string }) => mark.name ?? '' },
    data: changes.map((change) => ({
      xAxis: Date.parse(change.at),
      name: `${change.seq}: ${change.kind} ${change.name}`,
      seq: change.seq,
    })),
  };
}
