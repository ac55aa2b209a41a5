// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import dev.plinth.alerting.template.TemplateQuery;
import java.time.Duration;
import java.time.Instant;

/**
 * When a rule is evaluated, and how.
 *
 * @param time the time of the evaluation, also for templates
 * @param queryOffset how far before it the expression was evaluated; the samples of the rule get that time
 * @param limit alerts that the rule may give; 0 means any number
 * @param query for templates
 */
public record Evaluation(Instant time, Duration queryOffset, int limit, TemplateQuery query) {
    /** The time of what is written, in milliseconds. */
    long sampleTime() {
        return time.minus(queryOffset).toEpochMilli();
    }
}
