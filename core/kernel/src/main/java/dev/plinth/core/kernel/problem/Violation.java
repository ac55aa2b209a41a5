// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.problem;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what the caller sent.
 *
 * @param field where, as a path: {@code spec.rules[0].verbs}; with several documents {@code [2].spec.value}
 * @param offending what was found, null when something is missing; never a secret
 * @param expected what would have been right
 */
public record Violation(String field, @Nullable Object offending, String expected) {}
