// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

/** What must hold at the moment of writing (RFC 9110, section 13). */
public sealed interface Precondition {
    Precondition NONE = new None();
    Precondition ABSENT = new Absent();

    record None() implements Precondition {}

    /** {@code If-None-Match: *}: it must not exist yet. */
    record Absent() implements Precondition {}

    /** {@code If-Match}: it must exist in exactly this revision. */
    record Revision(long revision) implements Precondition {}
}
