// SPDX-License-Identifier: Apache-2.0
import { Alert, Button } from 'antd';
import { QueryError } from '@/shared/api/prometheus';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { wordsOf } from '@/shared/metrics';
import { text } from '@/shared/text';

const words = text.metrics;
const NO_GRAPH = /for range query, must be Scalar or instant Vector/;

/** Why there is no result, right below the query. */
export function QueryFailure({
  error,
  onRetry,
  onTable,
}: {
  error: unknown;
  onRetry: () => void;
  /** Shows it as a table, where that is possible. */
  onTable?: () => void;
}) {
  if (!(error instanceof QueryError)) {
    return <ProblemAlert error={error} onRetry={onRetry} />;
  }
  const again = error.status >= 500;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={words.failed[error.type] ?? words.wrong}
      description={<span style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>{wordsOf(error.message)}</span>}
      action={
        onTable && NO_GRAPH.test(error.message) ? (
          <Button size="small" onClick={onTable}>
            {words.asTable}
          </Button>
        ) : (
          again && (
            <Button size="small" onClick={onRetry}>
              {text.common.retry}
            </Button>
          )
        )
      }
    />
  );
}

function Notes({ type, title, notes }: { type: 'warning' | 'info'; title: string; notes: string[] }) {
  return (
    notes.length > 0 && (
      <Alert
        type={type}
        showIcon
        role="status"
        title={title}
        description={
          <ul style={{ margin: 0, paddingInlineStart: 20, overflowWrap: 'anywhere' }}>
            {notes.map((note) => (
              <li key={note}>{note.replace(/^PromQL (warning|info): /, '')}</li>
            ))}
          </ul>
        }
      />
    )
  );
}

/** What should be known of a result. */
export function QueryNotes({ warnings, infos }: { warnings: string[]; infos: string[] }) {
  return (
    <>
      <Notes type="warning" title={words.warnings} notes={warnings} />
      <Notes type="info" title={words.infos} notes={infos} />
    </>
  );
}
