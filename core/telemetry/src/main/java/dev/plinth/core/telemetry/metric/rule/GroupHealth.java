// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the last evaluation of a group went, at this core.
 *
 * @param at when it began; null before the first
 * @param seconds that it took
 * @param missed times at which there was none, as the one before took too long
 */
record GroupHealth(@Nullable Instant at, double seconds, long missed, Map<RuleGroup.Rule.Id, RuleHealth> rules) {
    static final GroupHealth UNKNOWN = new GroupHealth(null, 0, 0, Map.of());

    RuleHealth of(RuleGroup.Rule rule) {
        return rules.getOrDefault(rule.id(), RuleHealth.UNKNOWN);
    }

    GroupHealth missed(long more) {
        return new GroupHealth(at, seconds, missed + more, rules);
    }
}
