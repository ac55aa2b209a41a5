// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plinth.core.kernel.ledger.Action;
import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.Version;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change as the API writes it, with its differences. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChangeDocument(
        long seq,
        long changeSet,
        Instant at,
        String author,
        String message,
        String kind,
        @Nullable String env,
        String name,
        Action action,
        @Nullable Version before,
        @Nullable Version after,
        List<SpecDiff.Entry> diff) {
    static ChangeDocument of(Change change) {
        return new ChangeDocument(
                change.seq(),
                change.changeSet(),
                change.at(),
                change.author(),
                change.message(),
                change.key().kind(),
                change.key().isGlobal() ? null : change.key().env(),
                change.key().name(),
                change.action(),
                change.before(),
                change.after(),
                SpecDiff.between(change.before(), change.after()));
    }
}
