// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A single setting that changes while the application runs: on a {@link Live} that is injected, or on a field that is not final, which is
 * set anew at each change (make it volatile).
 *
 * <pre>{@code
 * Payments(@LiveValue(value = "payments.failure-share", fallback = "0") Live<Double> failureShare)
 * }</pre>
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface LiveValue {
    /** The key, lower-case and dashed, as {@code payments.failure-share}. */
    String value();

    /** What it is where nobody says anything; without it, the application does not start then. */
    String fallback() default NONE;

    /** No fallback. */
    String NONE = "\0";
}
