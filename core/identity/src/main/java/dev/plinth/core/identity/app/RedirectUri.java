// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

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
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An absolute URI without fragment and wildcard: https, http on loopback only, or an app's own scheme as {@code com.example.app:/}
 * (RFC 8252).
 */
@Documented
@Constraint(validatedBy = RedirectUri.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface RedirectUri {
    String message() default
            "an absolute URI without fragment: https://…, http on localhost, 127.0.0.1 or [::1], or a private scheme with a dot";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks it. */
    class Validator implements ConstraintValidator<RedirectUri, String> {
        private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            if (value == null) {
                return true;
            }
            try {
                URI uri = new URI(value);
                String scheme = uri.getScheme();
                if (scheme == null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
                    return false;
                }
                return switch (scheme) {
                    case "https" -> uri.getHost() != null;
                    case "http" -> uri.getHost() != null && LOOPBACK.contains(uri.getHost());
                    default -> scheme.contains(".");
                };
            } catch (URISyntaxException e) {
                return false;
            }
        }
    }
}
