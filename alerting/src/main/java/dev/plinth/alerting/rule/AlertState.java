// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import java.util.Locale;

/** How far an alert has come. */
public enum AlertState {
    /** It has fired, and is over. */
    INACTIVE,
    /** The expression gives it, but not for long enough. */
    PENDING,
    FIRING;

    /** As the label {@code alertstate} says it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
