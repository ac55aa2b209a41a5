// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.routing;

import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.MatcherSyntaxException;
import dev.plinth.alerting.dispatch.Matchers;
import dev.plinth.core.telemetry.metric.constraint.Blame;
import jakarta.validation.ConstraintValidatorContext;
import java.util.List;

/** Matchers as they are written in resources, one each: {@code severity="critical"}. */
public final class Matching {
    private Matching() {}

    public static List<LabelMatcher> parse(List<String> texts) {
        return texts.stream().map(Matchers::parseOne).toList();
    }

    /** Blames the first that is none. */
    public static boolean check(List<String> texts, String at, ConstraintValidatorContext context) {
        boolean valid = true;
        for (int i = 0; i < texts.size(); i++) {
            try {
                if (texts.get(i) != null) {
                    Matchers.parseOne(texts.get(i));
                }
            } catch (MatcherSyntaxException e) {
                valid = Blame.field(context, at + "[" + i + "]", "a matcher, as team=\"shop\"; " + e.getMessage());
            } catch (IllegalArgumentException e) {
                valid = Blame.field(context, at + "[" + i + "]", "a matcher; " + e.getMessage());
            }
        }
        return valid;
    }
}
