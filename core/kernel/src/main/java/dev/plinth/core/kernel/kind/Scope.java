// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

/** Whether a resource belongs to an environment. */
public enum Scope {
    ENV,
    GLOBAL
}
