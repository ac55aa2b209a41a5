// SPDX-License-Identifier: Apache-2.0
import { Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import { ago, moment } from '@/shared/format';
import { text } from '@/shared/text';

/** How long ago something was; the exact time when one points at it. */
export function Ago({ at }: { at: string | null | undefined }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 10_000);
    return () => clearInterval(timer);
  }, []);
  if (!at) {
    return <>{text.common.none}</>;
  }
  return (
    <Tooltip title={moment(at)}>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {ago(new Date(at), now)}
      </time>
    </Tooltip>
  );
}
