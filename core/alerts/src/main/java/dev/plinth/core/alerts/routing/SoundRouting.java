// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.routing;

import dev.plinth.alerting.dispatch.Route;
import dev.plinth.core.telemetry.metric.constraint.Blame;
import dev.plinth.promql.model.Labels;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Routes by which alerts can go, and inhibitions that can be. */
@Documented
@Constraint(validatedBy = SoundRouting.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface SoundRouting {
    String message() default "routes by which alerts can go";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the field that would have to change. */
    class Validator implements ConstraintValidator<SoundRouting, AlertRoutingSpec> {
        private static final int MAX_DEPTH = 10;

        // by Bean Validation a null is another constraint's
        @Override
        @SuppressWarnings("NullAway")
        public boolean isValid(@Nullable AlertRoutingSpec spec, ConstraintValidatorContext context) {
            if (spec == null || spec.route() == null) {
                return true;
            }
            boolean valid = spec.route().receiver() != null
                    || Blame.field(context, "route.receiver", "the name of an AlertReceiver");
            if (Boolean.TRUE.equals(spec.route().continues())) {
                valid = Blame.field(context, "route.continue", "nothing: each routing sees all alerts");
            }
            valid &= isRoute(spec.route(), "route", 1, context);
            List<AlertRoutingSpec.Inhibition> inhibitions = spec.inhibitionsOrNone();
            for (int i = 0; i < inhibitions.size(); i++) {
                AlertRoutingSpec.Inhibition each = inhibitions.get(i);
                if (each == null || each.source() == null || each.target() == null) {
                    continue;
                }
                String at = "inhibitions[" + i + "]";
                valid &= Matching.check(each.source(), at + ".source", context)
                        && Matching.check(each.target(), at + ".target", context)
                        && areNames(each.equalOrNone(), at + ".equal", context);
            }
            return valid;
        }

        private static boolean isRoute(
                AlertRoutingSpec.Node node, String at, int depth, ConstraintValidatorContext context) {
            if (depth > MAX_DEPTH) {
                return Blame.field(context, at + ".routes", "routes at most " + MAX_DEPTH + " deep");
            }
            boolean valid = Matching.check(node.matchersOrNone(), at + ".matchers", context)
                    && Moments.check(node.groupWait(), true, at + ".groupWait", context)
                    && Moments.check(node.groupInterval(), false, at + ".groupInterval", context)
                    && Moments.check(node.repeatInterval(), false, at + ".repeatInterval", context)
                    && isGrouping(node.groupByOrInherited(), at + ".groupBy", context);
            List<AlertRoutingSpec.Node> routes = node.routesOrNone();
            for (int i = 0; i < routes.size(); i++) {
                if (routes.get(i) != null) {
                    valid &= isRoute(routes.get(i), at + ".routes[" + i + "]", depth + 1, context);
                }
            }
            return valid;
        }

        private static boolean isGrouping(List<String> names, String at, ConstraintValidatorContext context) {
            if (names.contains(Route.ALL_LABELS)) {
                return names.size() == 1 || Blame.field(context, at, "\"...\" alone, or names of labels");
            }
            return areNames(names, at, context);
        }

        private static boolean areNames(List<String> names, String at, ConstraintValidatorContext context) {
            return (names.stream().allMatch(name -> name == null || Labels.isName(name))
                            && Set.copyOf(names).size() == names.size())
                    || Blame.field(context, at, "names of labels, each once");
        }
    }
}
