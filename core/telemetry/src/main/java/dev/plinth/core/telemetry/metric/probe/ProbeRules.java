// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.telemetry.metric.constraint.Blame;
import dev.plinth.core.telemetry.metric.constraint.HttpUrl;
import dev.plinth.core.telemetry.metric.constraint.RequestHeaders;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a probe. */
@Documented
@Constraint(validatedBy = ProbeRules.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ProbeRules {
    String message() default "exactly one of http, tcp, dns";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the field that would have to change. */
    class Validator implements ConstraintValidator<ProbeRules, ProbeSpec> {
        private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

        @Override
        public boolean isValid(@Nullable ProbeSpec spec, ConstraintValidatorContext context) {
            if (spec == null) {
                return true;
            }
            boolean valid = Stream.of(spec.http() != null, spec.tcp() != null, spec.dns() != null)
                                    .filter(given -> given)
                                    .count()
                            == 1
                    || Blame.it(context, context.getDefaultConstraintMessageTemplate());
            if (spec.timeoutSeconds() != null && spec.timeoutSeconds() > spec.interval()) {
                valid = Blame.field(context, "timeoutSeconds", "at most intervalSeconds, which is " + spec.interval());
            }
            if (spec.http() != null) {
                valid &= isHttp(spec.http(), context);
            }
            if (spec.tcp() != null) {
                valid &= isTcp(spec.tcp(), context);
            }
            return valid;
        }

        // by Bean Validation a null is another constraint's
        @SuppressWarnings({"NullAway", "ConstantValue"})
        private static boolean isHttp(ProbeSpec.Http http, ConstraintValidatorContext context) {
            String wrong = http.url() == null ? "" : HttpUrl.expected(http.url());
            boolean valid = wrong.isEmpty() || Blame.field(context, "http.url", wrong);
            if (http.body() != null && !WITH_BODY.contains(http.methodOrDefault())) {
                valid = Blame.field(context, "http.body", "nothing, as the method is " + http.methodOrDefault());
            }
            String header = RequestHeaders.expected(http.headersOrNone(), "bearerTokenSecretRef");
            return (header.isEmpty() || Blame.field(context, "http.headers", header)) && valid;
        }

        private static boolean isTcp(ProbeSpec.Tcp tcp, ConstraintValidatorContext context) {
            if (tcp.isTls()) {
                return true;
            }
            boolean valid =
                    tcp.serverName() == null || Blame.field(context, "tcp.serverName", "nothing, as tls is off");
            if (tcp.insecureSkipVerify() != null) {
                valid = Blame.field(context, "tcp.insecureSkipVerify", "nothing, as tls is off");
            }
            if (tcp.caCertificate() != null) {
                valid = Blame.field(context, "tcp.caCertificate", "nothing, as tls is off");
            }
            return valid;
        }
    }
}
