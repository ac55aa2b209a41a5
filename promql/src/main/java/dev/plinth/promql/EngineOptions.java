// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.parser.ParserOptions;
import java.time.Duration;

/**
 * How queries are evaluated.
 *
 * @param parser what of PromQL is understood beyond what is stable
 * @param lookback how old the sample of an instant vector may be
 * @param subqueryStep the step of subqueries that name none
 * @param maxSamples how many samples a query may have in memory at once
 * @param timeout how long a query may take
 * @param delayedNameRemoval whether names of metrics are removed only at the end of a query, as Prometheus does with its feature flag
 */
public record EngineOptions(
        ParserOptions parser,
        Duration lookback,
        Duration subqueryStep,
        long maxSamples,
        Duration timeout,
        boolean delayedNameRemoval) {
    /** What Prometheus does when it is not told otherwise. */
    public static final EngineOptions DEFAULT = new EngineOptions(
            ParserOptions.STABLE,
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            50_000_000,
            Duration.ofMinutes(2),
            false);

    public EngineOptions withParser(ParserOptions changed) {
        return new EngineOptions(changed, lookback, subqueryStep, maxSamples, timeout, delayedNameRemoval);
    }

    public EngineOptions withLookback(Duration changed) {
        return new EngineOptions(parser, changed, subqueryStep, maxSamples, timeout, delayedNameRemoval);
    }

    public EngineOptions withMaxSamples(long changed) {
        return new EngineOptions(parser, lookback, subqueryStep, changed, timeout, delayedNameRemoval);
    }

    public EngineOptions withTimeout(Duration changed) {
        return new EngineOptions(parser, lookback, subqueryStep, maxSamples, changed, delayedNameRemoval);
    }

    public EngineOptions withDelayedNameRemoval(boolean changed) {
        return new EngineOptions(parser, lookback, subqueryStep, maxSamples, timeout, changed);
    }
}
