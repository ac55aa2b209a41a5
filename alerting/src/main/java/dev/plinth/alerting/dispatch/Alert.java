// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it was last heard of. Two with the same labels are the same alert.
 *
 * @param endsAt when it is resolved unless it is heard of before
 * @param updatedAt when it was heard of
 * @param timeout whether {@code endsAt} was not said, but comes from the resolve timeout
 */
public record Alert(
        Labels labels,
        Map<String, String> annotations,
        Instant startsAt,
        Instant endsAt,
        Instant updatedAt,
        String generatorUrl,
        boolean timeout) {
    /** How long an alert lives that does not say when it ends, when nothing else is configured. */
    public static final Duration DEFAULT_RESOLVE_TIMEOUT = Duration.ofMinutes(5);

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    public Alert {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("labels: none (expected: at least one)");
        }
        if (endsAt.isBefore(startsAt)) {
            throw new IllegalArgumentException(
                    "endsAt: " + endsAt + " (expected: not before startsAt, " + startsAt + ")");
        }
        for (int i = 0; i < labels.size(); i++) {
            checkName("labels", labels.name(i));
        }
        annotations.keySet().forEach(name -> checkName("annotations", name));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    private static void checkName(String field, String name) {
        if (!Labels.isName(name)) {
            throw new IllegalArgumentException(
                    field + ": \"" + name + "\" (expected: names that are not empty, in UTF-8)");
        }
    }

    /**
     * An alert as a sender tells of it. One that does not say when it started does so now, or when it ended; one that does not say when it ends does so after
     * the resolve timeout.
     *
     * @throws IllegalArgumentException when it has no labels, a name that is none, or ends before it starts
     */
    public static Alert received(
            Labels labels,
            Map<String, String> annotations,
            @Nullable Instant startsAt,
            @Nullable Instant endsAt,
            String generatorUrl,
            Instant now,
            Duration resolveTimeout) {
        Instant start = startsAt != null ? startsAt : endsAt != null ? endsAt : now;
        Instant end = endsAt != null ? endsAt : now.plus(resolveTimeout);
        return new Alert(labels, annotations, start, end, now, generatorUrl, endsAt == null);
    }

    public boolean isResolved(Instant now) {
        return !endsAt.isAfter(now);
    }

    /** The name of the alert, or an empty text. */
    public String name() {
        return labels.get("alertname");
    }

    /** What Alertmanager calls an alert with these labels: 16 hexadecimal digits. */
    public String fingerprint() {
        return fingerprint(labels);
    }

    /** What Alertmanager calls alerts with those labels. */
    public static String fingerprint(Labels labels) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < labels.size(); i++) {
            hash = fnv(fnv(hash, labels.name(i)), labels.value(i));
        }
        return "%016x".formatted(hash);
    }

    private static long fnv(long hash, String text) {
        long h = hash;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xff)) * FNV_PRIME;
        }
        return (h ^ 0xff) * FNV_PRIME;
    }

    /** Whether one of the two begins or ends within the other, so that they are one incident. */
    boolean overlaps(Alert older) {
        return (endsAt.isAfter(older.startsAt) && endsAt.isBefore(older.endsAt))
                || (startsAt.isAfter(older.startsAt) && startsAt.isBefore(older.endsAt));
    }

    /**
     * This alert and another with the same labels as one: what was heard later, from the earlier beginning. The later of two ends counts when both are
     * resolved; an end that was said counts more than a timeout.
     */
    Alert merge(Alert other, Instant now) {
        if (other.updatedAt.isBefore(updatedAt)) {
            return other.merge(this, now);
        }
        Instant start = startsAt.isBefore(other.startsAt) ? startsAt : other.startsAt;
        boolean keepsEnd = endsAt.isAfter(other.endsAt) && (other.isResolved(now) ? isResolved(now) : !timeout);
        return new Alert(
                other.labels,
                other.annotations,
                start,
                keepsEnd ? endsAt : other.endsAt,
                other.updatedAt,
                other.generatorUrl,
                other.timeout);
    }
}
