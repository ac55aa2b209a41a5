// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

/** What can be done to a resource. */
public enum Verb {
    /** Get, list, watch, and see its history. */
    READ,
    /** Create, change and revert. */
    WRITE,
    DELETE,
    /** Use the value of a secret in clear text. */
    REVEAL
}
