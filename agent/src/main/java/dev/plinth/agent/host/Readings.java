// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import dev.plinth.agent.host.Metric.Kind;
import dev.plinth.agent.host.Metric.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was read at one time; not for several threads. */
final class Readings {
    private final long boot;
    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    /** @param boot since when the machine counts, in milliseconds since 1970 */
    Readings(long boot) {
        this.boot = boot;
    }

    void counter(String name, String unit, Number value, Map<String, String> attributes) {
        counter(name, unit, value, attributes, boot);
    }

    void counter(String name, String unit, Number value, Map<String, String> attributes, long since) {
        add(Kind.COUNTER, name, unit, value, attributes, since);
    }

    void sum(String name, String unit, Number value, Map<String, String> attributes) {
        sum(name, unit, value, attributes, boot);
    }

    void sum(String name, String unit, Number value, Map<String, String> attributes, long since) {
        add(Kind.SUM, name, unit, value, attributes, since);
    }

    void gauge(String name, String unit, Number value) {
        add(Kind.GAUGE, name, unit, value, Map.of(), boot);
    }

    /** What is negative is not known. */
    private void add(Kind kind, String name, String unit, Number value, Map<String, String> attributes, long since) {
        if (value.doubleValue() >= 0) {
            metrics.computeIfAbsent(name, n -> new Metric(n, unit, kind, new ArrayList<>()))
                    .points()
                    .add(new Point(attributes, value, since));
        }
    }

    List<Metric> metrics() {
        return List.copyOf(metrics.values());
    }
}
