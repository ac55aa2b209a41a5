// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.constraint;

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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels that may be given to series beside those that say where they are from. */
@Documented
@Constraint(validatedBy = SeriesLabels.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface SeriesLabels {
    String message() default "labels that a series may have";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Names that are not given by people. */
    String[] reserved();

    /** Names as Prometheus has them, and values that are not too long. */
    class Validator implements ConstraintValidator<SeriesLabels, Map<String, String>> {
        private static final int MAX_VALUE = 500;
        private List<String> reserved = List.of();

        @Override
        public void initialize(SeriesLabels constraint) {
            reserved = List.of(constraint.reserved());
        }

        @Override
        public boolean isValid(@Nullable Map<String, String> labels, ConstraintValidatorContext context) {
            if (labels == null) {
                return true;
            }
            boolean named = labels.keySet().stream()
                    .allMatch(
                            name -> Texts.isPlainLabelName(name) && !name.startsWith("__") && !reserved.contains(name));
            if (!named) {
                return Blame.it(
                        context,
                        "names of letters, digits and '_', not beginning with a digit or '__', and none of "
                                + String.join(", ", reserved));
            }
            for (@Nullable String value : labels.values()) {
                if (value == null || value.length() > MAX_VALUE) {
                    return Blame.it(context, "values of at most " + MAX_VALUE + " characters");
                }
            }
            return true;
        }
    }
}
