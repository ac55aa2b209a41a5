// SPDX-License-Identifier: Apache-2.0
import { Alert, Button } from 'antd';
import { Problem } from '@/shared/api/client';
import { text } from '@/shared/text';

const LONGEST = 120;

/** As JSON, and not the whole of what somebody has written. */
function shown(offending: unknown): string {
  const json = JSON.stringify(offending);
  return json.length > LONGEST ? `${json.slice(0, LONGEST)}…` : json;
}

/** Says what went wrong, field by field where the server did. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!error) {
    return null;
  }
  const problem = error instanceof Problem ? error : null;
  const forbidden = problem?.status === 403;
  const violations = problem?.violations ?? [];
  return (
    <Alert
      type={forbidden ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={forbidden ? text.common.forbidden : (problem?.title ?? text.common.failed)}
      description={
        <>
          <div style={{ overflowWrap: 'anywhere' }}>{error instanceof Error ? error.message : String(error)}</div>
          {violations.length > 0 && (
            <ul style={{ margin: '8px 0 0', paddingInlineStart: 20 }}>
              {violations.map((each) => (
                <li key={each.field + each.expected}>
                  <code>{each.field}</code>
                  {each.offending !== undefined && each.offending !== null && `: ${shown(each.offending)}`}
                  {` (expected: ${each.expected})`}
                </li>
              ))}
            </ul>
          )}
        </>
      }
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {text.common.retry}
          </Button>
        )
      }
    />
  );
}
