// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.ResourceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** All transactions there are, as they are declared now. */
@Component
class DeclaredTransactions {
    private final Kind<TransactionSpec> kind;
    private final ResourceView resources;
    private volatile Known known = new Known(-1, List.of(), Map.of());

    /** What a transaction is about, so that few are looked at. */
    private record About(Happening.Sort sort, String env, String name) {}

    private record Known(long position, List<DeclaredTransaction> all, Map<About, List<DeclaredTransaction>> byAbout) {}

    DeclaredTransactions(Kind<TransactionSpec> kind, ResourceView resources) {
        this.kind = kind;
        this.resources = resources;
    }

    List<DeclaredTransaction> all() {
        return known().all;
    }

    /** What this is, of all that are declared. */
    List<Outcome> outcomes(Happening what) {
        List<DeclaredTransaction> candidates =
                known().byAbout.getOrDefault(new About(what.sort(), what.env(), what.name()), List.of());
        List<Outcome> outcomes = new ArrayList<>();
        for (DeclaredTransaction each : candidates) {
            Outcome outcome = each.outcome(what);
            if (outcome != null) {
                outcomes.add(outcome);
            }
        }
        return outcomes;
    }

    private Known known() {
        Known current = known;
        // before it is read, so that what is decided meanwhile is seen the next time
        long position = resources.position();
        if (current.position == position) {
            return current;
        }
        List<DeclaredTransaction> all = resources.list(kind.name()).stream()
                .map(resource -> new DeclaredTransaction(resource.key(), kind.read(resource)))
                .toList();
        Map<About, List<DeclaredTransaction>> byAbout = new HashMap<>();
        for (DeclaredTransaction each : all) {
            byAbout.computeIfAbsent(new About(each.sort(), each.key().env(), each.about()), about -> new ArrayList<>())
                    .add(each);
        }
        current = new Known(position, all, byAbout);
        known = current;
        return current;
    }
}
