// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

/**
 * An alert that is to be sent.
 *
 * @param rule which of the rules of its group it is of, as {@link RuleGroupEvaluation#alerts} has them; {@link #GONE} when there is none any more
 */
public record DueAlert(Alert alert, int rule) {
    public static final int GONE = -1;
}
