// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.alerting.dispatch.TrackedAlert.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which alert inhibits which: the sources of each rule, found by the values of its labels. */
final class Inhibitions {
    private final List<InhibitRule> rules;
    private final List<Map<List<String>, Set<TrackedAlert>>> sources = new ArrayList<>();

    Inhibitions(List<InhibitRule> rules) {
        this.rules = rules;
        rules.forEach(_ -> sources.add(new HashMap<>()));
    }

    void add(TrackedAlert alert) {
        List<Role> roles = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            InhibitRule rule = rules.get(i);
            boolean source = rule.isSource(alert.labels());
            boolean target = rule.isTarget(alert.labels());
            if (source || target) {
                roles.add(new Role(i, rule.equalValues(alert.labels()), source, target));
            }
        }
        alert.playing(List.copyOf(roles));
        for (Role role : roles) {
            if (role.source()) {
                sources.get(role.rule())
                        .computeIfAbsent(role.equalValues(), _ -> new LinkedHashSet<>())
                        .add(alert);
            }
        }
    }

    void remove(TrackedAlert alert) {
        for (Role role : alert.roles()) {
            sources.get(role.rule()).computeIfPresent(role.equalValues(), (_, alerts) -> {
                alerts.remove(alert);
                return alerts.isEmpty() ? null : alerts;
            });
        }
    }

    /** An alert that fires and inhibits this one. */
    Optional<TrackedAlert> inhibitor(TrackedAlert alert, Instant now) {
        for (Role role : alert.roles()) {
            if (role.target()) {
                for (TrackedAlert source : sources.get(role.rule()).getOrDefault(role.equalValues(), Set.of())) {
                    boolean bothSides = role.source() && source.isTargetOf(role.rule());
                    if (!bothSides && !source.alert().isResolved(now)) {
                        return Optional.of(source);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
