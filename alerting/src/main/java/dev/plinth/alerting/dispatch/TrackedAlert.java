// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** An alert with what follows from its labels alone: where it goes, and what it has to do with inhibition. */
final class TrackedAlert {
    /** A route that takes the alert, and the group there, which is another after one without alerts was removed. */
    static final class Placement {
        final RouteNode route;
        final Labels groupLabels;

        private @Nullable Group group;

        Placement(RouteNode route, Labels groupLabels, @Nullable Group group) {
            this.route = route;
            this.groupLabels = groupLabels;
            this.group = group;
        }

        /** The group, or the one that this gives when there is none. */
        Group group(BiFunction<RouteNode, Labels, Group> create) {
            Group known = group;
            if (known == null || known.isRemoved()) {
                known = create.apply(route, groupLabels);
                group = known;
            }
            return known;
        }

        boolean has(TrackedAlert alert) {
            return group != null && group.contains(alert);
        }
    }

    /** The number of a rule, whose values of the labels in question the alert has, and which sides of the rule it matches. */
    record Role(int rule, List<String> equalValues, boolean source, boolean target) {}

    final long hash;

    private Alert alert;
    private boolean processed;
    private List<Placement> placements = List.of();
    private List<Role> roles = List.of();

    TrackedAlert(Alert alert, boolean processed) {
        this.alert = alert;
        this.processed = processed;
        this.hash = alert.labels().hash64();
    }

    Alert alert() {
        return alert;
    }

    Labels labels() {
        return alert.labels();
    }

    void update(Alert newer) {
        alert = newer;
    }

    boolean isProcessed() {
        return processed;
    }

    void processed() {
        processed = true;
    }

    List<Placement> placements() {
        return placements;
    }

    void placed(List<Placement> where) {
        placements = where;
    }

    List<Role> roles() {
        return roles;
    }

    void playing(List<Role> these) {
        roles = these;
    }

    boolean isTargetOf(int rule) {
        for (Role role : roles) {
            if (role.rule() == rule) {
                return role.target();
            }
        }
        return false;
    }

    boolean isInAGroup() {
        for (Placement placement : placements) {
            if (placement.has(this)) {
                return true;
            }
        }
        return false;
    }
}
