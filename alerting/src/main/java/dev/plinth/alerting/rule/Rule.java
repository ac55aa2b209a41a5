// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import dev.plinth.promql.parser.Expr;

/** Something that is evaluated again and again. */
public sealed interface Rule permits AlertingRule, RecordingRule {
    /** The name of the alert, or of the metric that is made. */
    String name();

    Expr expr();

    /** Name and labels: by these it is known to be the same when its group changes. */
    String identity();
}
