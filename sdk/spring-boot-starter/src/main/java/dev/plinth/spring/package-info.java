// SPDX-License-Identifier: Apache-2.0
/**
 * A Spring Boot application as a service of a Plinth. What an application uses itself is here and public: {@link dev.plinth.spring.Live},
 * {@link dev.plinth.spring.LiveValue}, {@link dev.plinth.spring.Discovered}. The rest configures itself.
 */
@NullMarked
package dev.plinth.spring;

import org.jspecify.annotations.NullMarked;
