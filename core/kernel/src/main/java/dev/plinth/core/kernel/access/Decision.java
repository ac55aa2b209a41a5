// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

/**
 * An answer to "may they?", with its reason.
 *
 * @param reason a sentence: {@code RoleBinding/operators gives user:ada the role operator, whose rule 2 allows write on Route
 *     in prod} or {@code no rule of viewer (bound by RoleBinding/everyone) allows write on Route/shop in prod}
 */
public record Decision(boolean allowed, String reason) {}
