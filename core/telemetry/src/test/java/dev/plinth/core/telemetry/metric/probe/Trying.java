// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Does probes that are written as people write them. */
final class Trying {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private Trying() {}

    static ProbeSpec spec(String yaml) {
        return YAML.readValue(yaml, ProbeSpec.class);
    }

    static Outcome once(Prober prober, String yaml) throws InterruptedException {
        return once(prober, yaml, Duration.ofSeconds(10));
    }

    static Outcome once(Prober prober, String yaml, Duration limit) throws InterruptedException {
        return prober.probe(spec(yaml), "dev", limit);
    }

    static double value(Outcome outcome, ProbeMetric metric) {
        return value(outcome, metric, "");
    }

    /** NaN when it was not measured. */
    static double value(Outcome outcome, ProbeMetric metric, String part) {
        return outcome.measures().getOrDefault(new Measure(metric, part), Double.NaN);
    }

    /** A port on which nobody listens. */
    static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
