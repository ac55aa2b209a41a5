// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import java.time.Duration;
import java.util.List;

/**
 * Rules that are evaluated at the same times, one after the other: each sees what those before it have just given.
 *
 * @param interval from one evaluation to the next
 * @param queryOffset how far back in time expressions are evaluated, so that what comes in late is there
 * @param limit alerts or series that each rule may give; 0 means any number
 */
public record RuleGroup(String name, Duration interval, Duration queryOffset, int limit, List<Rule> rules) {
    public RuleGroup {
        rules = List.copyOf(rules);
    }
}
