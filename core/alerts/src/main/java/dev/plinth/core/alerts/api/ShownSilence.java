// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.Silence;
import dev.plinth.promql.model.Matcher.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A silence as Alertmanager writes it. */
record ShownSilence(
        String id,
        Status status,
        String updatedAt,
        String comment,
        String createdBy,
        String endsAt,
        List<Condition> matchers,
        String startsAt) {
    /** Whether it mutes. */
    record Status(String state) {}

    /** A matcher. */
    record Condition(boolean isEqual, boolean isRegex, String name, String value) {
        static Condition of(LabelMatcher matcher) {
            Kind kind = matcher.kind();
            return new Condition(
                    kind == Kind.EQUAL || kind == Kind.REGEX,
                    kind == Kind.REGEX || kind == Kind.NOT_REGEX,
                    matcher.name(),
                    matcher.value());
        }
    }

    static ShownSilence of(Silence silence, Instant now) {
        return new ShownSilence(
                silence.id(),
                new Status(silence.state(now).name().toLowerCase(Locale.ROOT)),
                ApiTime.format(silence.updatedAt()),
                silence.comment(),
                silence.createdBy(),
                ApiTime.format(silence.endsAt()),
                silence.matchers().stream().map(Condition::of).toList(),
                ApiTime.format(silence.startsAt()));
    }

    /** First those that mute, the next to end first; then those that will, the next to begin first; then those that did, the last that ended first. */
    static Comparator<Silence> order(Instant now) {
        return Comparator.<Silence>comparingInt(silence -> switch (silence.state(now)) {
                    case ACTIVE -> 1;
                    case PENDING -> 2;
                    case EXPIRED -> 3;
                })
                .thenComparing((one, other) -> switch (one.state(now)) {
                    case ACTIVE -> one.endsAt().compareTo(other.endsAt());
                    case PENDING -> one.startsAt().compareTo(other.startsAt());
                    case EXPIRED -> other.endsAt().compareTo(one.endsAt());
                });
    }
}
