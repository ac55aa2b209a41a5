// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.condition.ConditionException;
import dev.plinth.alerting.rule.AlertingRule;
import dev.plinth.alerting.template.TemplateException;
import dev.plinth.core.telemetry.metric.constraint.Blame;
import dev.plinth.core.telemetry.metric.constraint.InstantExpression;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.Durations;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule that can be evaluated, whose texts can be expanded. */
@Documented
@Constraint(validatedBy = SoundAlert.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface SoundAlert {
    String message() default "a rule that can be evaluated";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the field that would have to change. */
    class Validator implements ConstraintValidator<SoundAlert, AlertRulesSpec.Rule> {
        private static final int MAX_TEXT = 5_000;
        /** Those that the room gives itself. */
        private static final Set<String> OWN = Set.of(AlertGroup.ENV, AlertGroup.SEVERITY, "alertname", "alertstate");

        // by Bean Validation a null is another constraint's
        @Override
        @SuppressWarnings("NullAway")
        public boolean isValid(AlertRulesSpec.@Nullable Rule rule, ConstraintValidatorContext context) {
            if (rule == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            boolean valid = hasCondition(rule, context);
            valid &= isDuration("for", rule.holdFor(), context);
            valid &= isDuration("keepFiringFor", rule.keepFiringFor(), context);
            valid &= hasNames("labels", rule.labelsOrNone(), OWN, context);
            valid &= hasNames("annotations", rule.annotationsOrNone(), Set.of(), context);
            return valid
                    && hasTemplates("labels", rule.alert(), rule.labelsOrNone(), context)
                    && hasTemplates("annotations", rule.alert(), rule.annotationsOrNone(), context);
        }

        private static boolean hasCondition(AlertRulesSpec.Rule rule, ConstraintValidatorContext context) {
            List<String> given = new ArrayList<>();
            add(given, "expr", rule.expr());
            add(given, "transaction", rule.transaction());
            add(given, "logs", rule.logs());
            add(given, "noData", rule.noData());
            if (given.isEmpty()) {
                return Blame.field(context, "expr", "PromQL here, or one of transaction, logs and noData");
            }
            if (given.size() > 1) {
                return Blame.field(context, given.get(1), "nothing, as " + given.getFirst() + " is given");
            }
            if (rule.expr() != null) {
                return InstantExpression.isOne(rule.expr(), "expr", context);
            }
            try {
                rule.condition();
                return true;
            } catch (ConditionException e) {
                return Blame.field(context, given.getFirst() + "." + e.field(), e.expected());
            }
        }

        private static void add(List<String> given, String field, @Nullable Object value) {
            if (value != null) {
                given.add(field);
            }
        }

        private static boolean isDuration(String field, @Nullable String text, ConstraintValidatorContext context) {
            try {
                return text == null || Durations.parse(text) >= 0;
            } catch (IllegalArgumentException e) {
                return Blame.field(context, field, "a duration, as 30s, 5m or 1h30m");
            }
        }

        private static boolean hasNames(
                String field,
                Map<String, @Nullable String> texts,
                Set<String> reserved,
                ConstraintValidatorContext context) {
            boolean named = texts.keySet().stream()
                    .allMatch(
                            name -> Texts.isPlainLabelName(name) && !name.startsWith("__") && !reserved.contains(name));
            String except = reserved.isEmpty()
                    ? ""
                    : ", and none of "
                            + String.join(", ", reserved.stream().sorted().toList());
            return named
                    || Blame.field(
                            context,
                            field,
                            "names of letters, digits and '_', not beginning with a digit or '__'" + except);
        }

        private static boolean hasTemplates(
                String field, String alert, Map<String, @Nullable String> texts, ConstraintValidatorContext context) {
            for (Map.Entry<String, @Nullable String> text : texts.entrySet()) {
                String value = text.getValue();
                if (value == null || value.length() > MAX_TEXT) {
                    return Blame.field(context, field, "texts of at most " + MAX_TEXT + " characters");
                }
                try {
                    AlertingRule.template(alert, value);
                } catch (TemplateException e) {
                    return Blame.field(context, field, "a template in " + text.getKey() + "; " + e.getMessage());
                }
            }
            return true;
        }
    }
}
