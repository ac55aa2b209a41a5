// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import dev.plinth.core.telemetry.dashboard.DashboardCheck.Finding;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder.ContainerElementNodeBuilderCustomizableContext;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder.NodeBuilderCustomizableContext;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder.NodeBuilderDefinedContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a dashboard, and in its queries. */
@Documented
@Constraint(validatedBy = DashboardRules.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface DashboardRules {
    String message() default "a dashboard that can be shown";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames each field that would have to change. */
    class Validator implements ConstraintValidator<DashboardRules, DashboardSpec> {
        private static final int NONE = -1;
        private static final String ELEMENT = "<list element>";

        @Override
        public boolean isValid(@Nullable DashboardSpec spec, ConstraintValidatorContext context) {
            if (spec == null || spec.rows() == null) {
                return true;
            }
            List<Finding> findings = DashboardCheck.of(spec);
            context.disableDefaultConstraintViolation();
            findings.forEach(
                    each -> blame(context.buildConstraintViolationWithTemplate(literally(each.expected())), each));
            return findings.isEmpty();
        }

        private static void blame(ConstraintViolationBuilder violation, Finding finding) {
            List<Step> steps =
                    Arrays.stream(finding.field().split("\\.")).map(Step::of).toList();
            descend(violation.addPropertyNode(steps.getFirst().name()), NONE, steps);
        }

        /**
         * Of {@code rows[0].panels} the index belongs to the node after it, or to an element of the list at the end.
         *
         * @param index that belongs to the node
         * @param steps of which the node is the first
         */
        private static void descend(NodeBuilderCustomizableContext node, int index, List<Step> steps) {
            Step own = steps.getFirst();
            List<Step> rest = steps.subList(1, steps.size());
            if (index != NONE) {
                NodeBuilderDefinedContext indexed = node.inIterable().atIndex(index);
                if (!rest.isEmpty()) {
                    descend(indexed.addPropertyNode(rest.getFirst().name()), own.index(), rest);
                } else if (own.index() == NONE) {
                    indexed.addConstraintViolation();
                } else {
                    element(indexed.addContainerElementNode(ELEMENT, List.class, 0), own.index());
                }
            } else if (!rest.isEmpty()) {
                descend(node.addPropertyNode(rest.getFirst().name()), own.index(), rest);
            } else if (own.index() == NONE) {
                node.addConstraintViolation();
            } else {
                element(node.addContainerElementNode(ELEMENT, List.class, 0), own.index());
            }
        }

        private static void element(ContainerElementNodeBuilderCustomizableContext element, int index) {
            element.inIterable().atIndex(index).addConstraintViolation();
        }

        /** A part of a path: {@code panels[2]}. */
        private record Step(String name, int index) {
            static Step of(String part) {
                int bracket = part.indexOf('[');
                return bracket < 0
                        ? new Step(part, NONE)
                        : new Step(
                                part.substring(0, bracket),
                                Integer.parseInt(part.substring(bracket + 1, part.length() - 1)));
            }
        }

        /** Braces and dollars would be read as expressions. */
        private static String literally(String text) {
            return text.replaceAll("([\\\\{}$])", "\\\\$1");
        }
    }
}
