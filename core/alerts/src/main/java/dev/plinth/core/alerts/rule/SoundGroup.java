// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.condition.ConditionException;
import dev.plinth.alerting.condition.LogCondition;
import dev.plinth.core.telemetry.metric.constraint.Blame;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules that do not stand in each other's way: what is counted of logs is told apart by the name of the alert. */
@Documented
@Constraint(validatedBy = SoundGroup.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface SoundGroup {
    String message() default "rules that can be told apart";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the rules. */
    class Validator implements ConstraintValidator<SoundGroup, AlertRulesSpec> {
        @Override
        public boolean isValid(@Nullable AlertRulesSpec spec, ConstraintValidatorContext context) {
            if (spec == null || spec.rules() == null) {
                return true;
            }
            Map<String, LogCondition> byAlert = new HashMap<>();
            for (AlertRulesSpec.Rule rule : spec.rules()) {
                if (rule != null && rule.alert() != null && rule.logs() != null) {
                    LogCondition condition = condition(rule.alert(), rule.logs());
                    LogCondition other = condition == null ? null : byAlert.putIfAbsent(rule.alert(), condition);
                    if (condition != null && other != null && !other.asksSame(condition)) {
                        return Blame.field(
                                context,
                                "rules",
                                "other names for alerts of logs that ask for something else than another of the same name, "
                                        + rule.alert());
                    }
                }
            }
            return true;
        }

        private static @Nullable LogCondition condition(String alert, AlertRulesSpec.LogForm logs) {
            try {
                return logs.condition(alert);
            } catch (ConditionException e) {
                // said of the rule
                return null;
            }
        }
    }
}
