// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a write.
 *
 * @param position reads may ask for at least this
 * @param changeSet null when nothing changed
 * @param unchanged resources that already were as wanted
 */
record OutcomeDocument(
        long position,
        boolean dryRun,
        @Nullable Long changeSet,
        List<ChangeDocument> changes,
        List<KeyDocument> unchanged) {
    /** Names a resource. */
    record KeyDocument(String kind, @Nullable String env, String name) {}

    static OutcomeDocument of(Outcome outcome, boolean dryRun) {
        List<Change> changes = outcome.changes();
        return new OutcomeDocument(
                outcome.position(),
                dryRun,
                changes.isEmpty() ? null : changes.getFirst().changeSet(),
                changes.stream().map(ChangeDocument::of).toList(),
                outcome.unchanged().stream()
                        .map(key -> new KeyDocument(key.kind(), key.isGlobal() ? null : key.env(), key.name()))
                        .toList());
    }
}
