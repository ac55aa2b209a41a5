// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.certificate;

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
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Certificates that can be read. */
@Documented
@Constraint(validatedBy = PemCertificates.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface PemCertificates {
    String message() default "certificates in PEM";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** What is null is another constraint's. */
    class Validator implements ConstraintValidator<PemCertificates, String> {
        @Override
        public boolean isValid(@Nullable String pem, ConstraintValidatorContext context) {
            if (pem == null) {
                return true;
            }
            try {
                return !Certificates.read(pem).isEmpty() || Blame.it(context, "certificates in PEM; there is none");
            } catch (CertificateException e) {
                return Blame.it(context, "certificates in PEM; these cannot be read: " + e.getMessage());
            }
        }
    }
}
