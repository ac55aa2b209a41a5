// SPDX-License-Identifier: Apache-2.0

import { Problem } from '@/shared/api/client';
import { QueryError } from '@/shared/api/prometheus';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { wordsOf } from '@/shared/metrics';
import { text } from '@/shared/text';

/** Why an expression cannot be drawn, in the words of Prometheus where it is said in those. */
export function QueryProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const words = text.metrics;
  return (
    <ProblemAlert
      error={
        error instanceof QueryError
          ? new Problem(error.status, error.type, words.failed[error.type] ?? words.wrong, wordsOf(error.message), [])
          : error
      }
      onRetry={onRetry}
    />
  );
}
