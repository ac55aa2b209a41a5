// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds alerts that fire and resolve again and again: as often as a threshold within a window. Such an alert is flapping until nothing changes for a whole window.
 * Time must not go back. Not safe for use by several threads.
 */
public final class Flapping {
    /**
     * What is known of an alert.
     *
     * @param changedAt when it last fired or resolved
     * @param resolvedAt when it resolved, at most as often as the threshold; the oldest first
     */
    public record History(boolean firing, boolean flapping, Instant changedAt, List<Instant> resolvedAt) {
        public History {
            resolvedAt = List.copyOf(resolvedAt);
        }
    }

    private final int threshold;
    private final Duration window;
    private final Map<Labels, History> histories;

    /** @param threshold how often an alert must have fired and resolved */
    public Flapping(int threshold, Duration window) {
        this(threshold, window, Map.of());
    }

    /** Goes on from what another has kept. */
    public Flapping(int threshold, Duration window, Map<Labels, History> histories) {
        if (threshold < 1) {
            throw new IllegalArgumentException("threshold: " + threshold + " (expected: >= 1)");
        }
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("window: " + window + " (expected: more than 0)");
        }
        this.threshold = threshold;
        this.window = window;
        this.histories = new LinkedHashMap<>(histories);
    }

    /** Takes in whether an alert fires now. What has not changed may be said again. */
    public void observe(Labels alert, boolean firing, Instant now) {
        History known = histories.get(alert);
        if (known == null) {
            if (firing) {
                histories.put(alert, new History(true, false, now, List.of()));
            }
        } else if (known.firing != firing) {
            histories.put(alert, changed(known, firing, now));
        }
    }

    private History changed(History known, boolean firing, Instant now) {
        List<Instant> resolvedAt = new ArrayList<>(known.resolvedAt);
        resolvedAt.removeIf(time -> !time.plus(window).isAfter(now));
        if (!firing) {
            resolvedAt.add(now);
        }
        if (resolvedAt.size() > threshold) {
            resolvedAt.removeFirst();
        }
        return new History(firing, isFlapping(known, now) || resolvedAt.size() == threshold, now, resolvedAt);
    }

    public boolean isFlapping(Labels alert, Instant now) {
        History known = histories.get(alert);
        return known != null && isFlapping(known, now);
    }

    /** Whether it was last said to fire. */
    public boolean isFiring(Labels alert) {
        History known = histories.get(alert);
        return known != null && known.firing;
    }

    /** When it will have been quiet for a window, unless it changes again; nothing when it is not flapping. */
    public Optional<Instant> steadyAt(Labels alert, Instant now) {
        return Optional.ofNullable(histories.get(alert))
                .filter(known -> isFlapping(known, now))
                .map(known -> known.changedAt.plus(window));
    }

    private boolean isFlapping(History known, Instant now) {
        return known.flapping && !isQuiet(known, now);
    }

    private boolean isQuiet(History known, Instant now) {
        return !known.changedAt.plus(window).isAfter(now);
    }

    /** Forgets alerts that are over and have been quiet for a window. */
    public void forgetQuiet(Instant now) {
        histories.values().removeIf(known -> !known.firing && isQuiet(known, now));
    }

    /** All that it knows, from which another goes on. */
    public Map<Labels, History> histories() {
        return new TreeMap<>(histories);
    }
}
