// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Qualifies the {@code RestClient.Builder} whose clients reach services by name, as {@code http://orders/…}: each request goes to the next
 * instance in turn, with a token for that service, and to another one when nothing could be sent to the first.
 */
@Documented
@Qualifier
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Discovered {}
