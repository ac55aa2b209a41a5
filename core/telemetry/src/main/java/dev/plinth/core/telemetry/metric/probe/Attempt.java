// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.telemetry.metric.certificate.Certificates;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A probe that is under way, and what is measured of it. For one thread. */
final class Attempt {
    private final Deadline deadline;
    private final Map<Measure, Double> measures = new LinkedHashMap<>();
    private final boolean http;
    private @Nullable Instant certificateExpiry;
    private @Nullable Integer httpStatus;

    /** @param http whether phases are told */
    Attempt(Deadline deadline, boolean http) {
        this.deadline = deadline;
        this.http = http;
        set(ProbeMetric.SUCCESS, 0);
        set(ProbeMetric.DURATION, 0);
        set(ProbeMetric.DNS_LOOKUP, 0);
        set(ProbeMetric.IP_PROTOCOL, 0);
        if (http) {
            for (Phase phase : Phase.values()) {
                spent(phase, 0);
            }
        }
    }

    /** What a request over HTTP spends its time on. */
    enum Phase {
        RESOLVE("resolve"),
        CONNECT("connect"),
        TLS("tls"),
        PROCESSING("processing"),
        TRANSFER("transfer");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    Deadline deadline() {
        return deadline;
    }

    void set(ProbeMetric metric, double value) {
        measures.put(new Measure(metric, ""), value);
    }

    /** Adds to what it has spent in that phase before. */
    void spent(Phase phase, long nanos) {
        if (http) {
            measures.merge(new Measure(ProbeMetric.HTTP_DURATION, phase.text()), nanos / 1e9, Double::sum);
        }
    }

    void found(InetAddress address, long nanos) {
        measures.merge(new Measure(ProbeMetric.DNS_LOOKUP, ""), nanos / 1e9, Double::sum);
        spent(Phase.RESOLVE, nanos);
        set(ProbeMetric.IP_PROTOCOL, address instanceof Inet4Address ? 4 : 6);
    }

    void answered(int status) {
        httpStatus = status;
        set(ProbeMetric.HTTP_STATUS, status);
    }

    /**
     * What was shown, also when it was refused.
     *
     * @param version of TLS, as {@code TLSv1.3}
     * @param chainExpiry null when it was not verified
     */
    void shown(List<X509Certificate> certificates, String version, @Nullable Instant chainExpiry) {
        measures.keySet()
                .removeIf(each ->
                        each.metric() == ProbeMetric.TLS_VERSION || each.metric() == ProbeMetric.SSL_CHAIN_EXPIRY);
        Instant earliest = Certificates.earliestExpiry(certificates);
        certificateExpiry = earliest;
        set(ProbeMetric.SSL_EARLIEST_EXPIRY, (double) earliest.getEpochSecond());
        if (chainExpiry != null) {
            set(ProbeMetric.SSL_CHAIN_EXPIRY, (double) chainExpiry.getEpochSecond());
        }
        measures.put(new Measure(ProbeMetric.TLS_VERSION, version.replace("TLSv", "TLS ")), 1.0);
    }

    /** @param error empty when it is a success */
    Outcome end(String error, double seconds) {
        set(ProbeMetric.SUCCESS, error.isEmpty() ? 1 : 0);
        set(ProbeMetric.DURATION, seconds);
        return new Outcome(error, seconds, Collections.unmodifiableMap(measures), certificateExpiry, httpStatus);
    }
}
