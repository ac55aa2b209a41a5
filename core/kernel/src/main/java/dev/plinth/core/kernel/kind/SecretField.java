// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a spec that would hold a secret. A value given inline is refused, without being repeated; the spec refers to a
 * {@code Secret} instead.
 */
@Documented
@Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface SecretField {}
