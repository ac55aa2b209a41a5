// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the last evaluation of a rule went.
 *
 * @param error what was wrong; empty when nothing was
 * @param at when it began; null before the first
 * @param seconds that it took
 */
record RuleHealth(State state, String error, @Nullable Instant at, double seconds) {
    static final RuleHealth UNKNOWN = new RuleHealth(State.UNKNOWN, "", null, 0);

    /** In the words of Prometheus. */
    enum State {
        UNKNOWN,
        OK,
        ERR
    }

    static RuleHealth of(String error, Instant at, double seconds) {
        return new RuleHealth(error.isEmpty() ? State.OK : State.ERR, error, at, seconds);
    }

    /** The same evaluation, whose result was lost afterwards. */
    RuleHealth failed(String why) {
        return state == State.OK ? new RuleHealth(State.ERR, why, at, seconds) : this;
    }
}
