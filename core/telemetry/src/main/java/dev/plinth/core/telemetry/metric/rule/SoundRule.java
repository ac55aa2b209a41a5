// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.telemetry.metric.constraint.Blame;
import dev.plinth.core.telemetry.metric.constraint.InstantExpression;
import dev.plinth.promql.model.Texts;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A rule that can be evaluated, with a name and labels that a series may have. */
@Documented
@Constraint(validatedBy = SoundRule.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface SoundRule {
    String message() default "a rule that can be evaluated";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the field that would have to change. */
    class Validator implements ConstraintValidator<SoundRule, RecordingRulesSpec.Rule> {
        private static final int MAX_TEXT = 500;

        // by Bean Validation a null is another constraint's
        @Override
        @SuppressWarnings("NullAway")
        public boolean isValid(RecordingRulesSpec.@Nullable Rule rule, ConstraintValidatorContext context) {
            if (rule == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            boolean valid = rule.record() == null || hasName(rule.record(), context);
            valid &= rule.expr() == null || InstantExpression.isOne(rule.expr(), "expr", context);
            return hasLabels(rule, context) && valid;
        }

        private static boolean hasName(String name, ConstraintValidatorContext context) {
            return (Texts.isPlainMetricName(name) && name.length() <= MAX_TEXT)
                    || Blame.field(
                            context,
                            "record",
                            "a name of letters, digits, '_' and ':', not beginning with a digit and of at most %d characters"
                                    .formatted(MAX_TEXT));
        }

        private static boolean hasLabels(RecordingRulesSpec.Rule rule, ConstraintValidatorContext context) {
            boolean named = rule.labelsOrNone().keySet().stream()
                    .allMatch(name ->
                            Texts.isPlainLabelName(name) && !name.startsWith("__") && !name.equals(RuleGroup.ENV));
            if (!named) {
                return Blame.field(
                        context,
                        "labels",
                        "names of letters, digits and '_', not beginning with a digit or '__', and not env");
            }
            return rule.labelsOrNone().values().stream().allMatch(value -> value != null && value.length() <= MAX_TEXT)
                    || Blame.field(context, "labels", "values of at most " + MAX_TEXT + " characters");
        }
    }
}
