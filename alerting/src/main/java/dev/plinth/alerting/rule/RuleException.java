// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

/** A rule that cannot be evaluated this time. */
public final class RuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RuleException(String message) {
        super(message);
    }
}
