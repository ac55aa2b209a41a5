// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

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
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
        private static final int MAX_PORT = 65_535;
        private static final int MAX_HEADER = 4_000;
        private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
        private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
        private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");
        /** What the request itself needs, and what a secret is for. */
        private static final Set<String> OWN = Set.of(
                "authorization",
                "connection",
                "content-length",
                "expect",
                "host",
                "proxy-authorization",
                "te",
                "trailer",
                "transfer-encoding",
                "upgrade");

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
            String wrong = http.url() == null ? "" : urlExpected(http.url());
            boolean valid = wrong.isEmpty() || Blame.field(context, "http.url", wrong);
            if (http.body() != null && !WITH_BODY.contains(http.methodOrDefault())) {
                valid = Blame.field(context, "http.body", "nothing, as the method is " + http.methodOrDefault());
            }
            String header = headersExpected(http.headersOrNone());
            return (header.isEmpty() || Blame.field(context, "http.headers", header)) && valid;
        }

        /** Empty when it is right. */
        private static String urlExpected(String text) {
            URI url;
            try {
                url = URI.create(text);
            } catch (IllegalArgumentException e) {
                return "a URL, with what is special as %xx";
            }
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                return "a URL that begins with http:// or https://";
            }
            if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
                return "a URL without user, password and fragment";
            }
            if (url.getHost() == null) {
                return "a URL with a host, as https://shop.example.com/health";
            }
            return url.getPort() == 0 || url.getPort() > MAX_PORT ? "a URL with a port of 1 to " + MAX_PORT : "";
        }

        private static String headersExpected(Map<String, String> headers) {
            for (Map.Entry<String, @Nullable String> header : headers.entrySet()) {
                if (!HEADER_NAME.matcher(header.getKey()).matches()) {
                    return "names of headers, of letters, digits and '-'";
                }
                if (OWN.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                    return "headers without "
                            + header.getKey()
                            + (header.getKey().equalsIgnoreCase("authorization")
                                    ? " (a token is given by bearerTokenSecretRef)"
                                    : ", which the request sets itself");
                }
                String value = header.getValue();
                if (value == null
                        || value.length() > MAX_HEADER
                        || !HEADER_VALUE.matcher(value).matches()) {
                    return "values of ASCII without line ends, of at most " + MAX_HEADER + " characters";
                }
            }
            return "";
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
