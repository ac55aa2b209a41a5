// SPDX-License-Identifier: Apache-2.0
import { ProblemAlert } from '@/shared/components/ProblemAlert';

/** What went wrong with several queries of a page; the same thing is said once. */
export function Problems({ errors, onRetry }: { errors: readonly unknown[]; onRetry: () => void }) {
  const known = new Map(errors.filter(Boolean).map((error) => [error instanceof Error ? error.message : '', error]));
  return [...known].map(([message, error]) => <ProblemAlert key={message} error={error} onRetry={onRetry} />);
}
