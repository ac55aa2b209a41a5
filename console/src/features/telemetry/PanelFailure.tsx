// SPDX-License-Identifier: Apache-2.0
import { Empty } from 'antd';
import { text } from '@/shared/text';
import { QueryFailure } from './QueryNotes';

/** In the place of what a panel would show. */
export function PanelFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className="d-failure">
      <QueryFailure error={error} onRetry={onRetry} />
    </div>
  );
}

export function PanelEmpty() {
  return <Empty className="d-empty" image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.dashboards.panel.nothing} />;
}
