// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

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
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a target. */
@Documented
@Constraint(validatedBy = ScrapeTargetRules.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ScrapeTargetRules {
    String message() default "a target that can be asked";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the field that would have to change. */
    class Validator implements ConstraintValidator<ScrapeTargetRules, ScrapeTargetSpec> {
        private static final int MAX_PORT = 65_535;
        private static final int MAX_VALUE = 500;
        /** What the target itself says of where it is. */
        private static final Set<String> OWN = Set.of("instance", "env");

        @Override
        public boolean isValid(@Nullable ScrapeTargetSpec spec, ConstraintValidatorContext context) {
            if (spec == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            boolean valid = hasOneSource(spec, context);
            valid &= hasTargets(spec, context);
            valid &= hasLabels(spec, context);
            if (spec.timeoutSeconds() != null && spec.timeoutSeconds() > spec.interval()) {
                valid = blame(context, "timeoutSeconds", "at most intervalSeconds, which is " + spec.interval());
            }
            if (spec.path() != null && !isPath(spec.path())) {
                valid = blame(context, "path", "a path as in a URI, with what is special as %xx");
            }
            return valid;
        }

        private static boolean hasOneSource(ScrapeTargetSpec spec, ConstraintValidatorContext context) {
            if (spec.targets() == null && spec.service() == null) {
                return blame(context, "targets", "addresses here, or the name of a service in service");
            }
            return spec.targets() == null
                    || spec.service() == null
                    || blame(context, "service", "nothing, as targets are listed");
        }

        private static boolean hasTargets(ScrapeTargetSpec spec, ConstraintValidatorContext context) {
            boolean valid = true;
            Set<String> seen = new HashSet<>();
            List<String> targets = spec.targets() == null ? List.of() : spec.targets();
            for (int i = 0; i < targets.size(); i++) {
                @Nullable String target = targets.get(i);
                if (target == null) {
                    continue;
                }
                if (!seen.add(target)) {
                    valid = blameTarget(context, i, "each address once");
                } else if (port(target) > MAX_PORT) {
                    valid = blameTarget(context, i, "a port of at most " + MAX_PORT);
                }
            }
            return valid;
        }

        /** 0 for what another constraint refuses. */
        private static int port(String target) {
            String port = target.substring(target.lastIndexOf(':') + 1);
            return port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 0;
        }

        private static boolean isPath(String path) {
            try {
                return path.equals(URI.create("http://host" + path).toString().substring("http://host".length()));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        private static boolean hasLabels(ScrapeTargetSpec spec, ConstraintValidatorContext context) {
            boolean named = spec.labelsOrNone().keySet().stream()
                    .allMatch(name -> Texts.isPlainLabelName(name) && !name.startsWith("__") && !OWN.contains(name));
            if (!named) {
                return blame(
                        context,
                        "labels",
                        "names of letters, digits and '_', not beginning with a digit or '__', and neither instance nor env");
            }
            for (@Nullable String value : spec.labelsOrNone().values()) {
                if (value == null || value.length() > MAX_VALUE) {
                    return blame(context, "labels", "values of at most " + MAX_VALUE + " characters");
                }
            }
            return true;
        }

        private static boolean blame(ConstraintValidatorContext context, String field, String expected) {
            context.buildConstraintViolationWithTemplate(expected)
                    .addPropertyNode(field)
                    .addConstraintViolation();
            return false;
        }

        private static boolean blameTarget(ConstraintValidatorContext context, int index, String expected) {
            context.buildConstraintViolationWithTemplate(expected)
                    .addPropertyNode("targets")
                    .addContainerElementNode("<list element>", List.class, 0)
                    .inIterable()
                    .atIndex(index)
                    .addConstraintViolation();
            return false;
        }
    }
}
