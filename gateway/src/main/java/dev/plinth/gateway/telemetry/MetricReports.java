// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.telemetry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Sends the core this gateway's metrics as they are, every 15 seconds. What does not arrive is lost: the next ones tell of counters what these would have told.
 */
public final class MetricReports implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MetricReports.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    /** The room telemetry is off, or the core is older than this gateway. */
    private static final int NOT_TAKEN = 404;

    private final URI target;
    private final Supplier<String> token;
    private final Supplier<String> metrics;
    private final Duration interval;
    private final Thread thread;
    private int told;

    MetricReports(URI target, Supplier<String> token, Supplier<String> metrics, Duration interval) {
        this.target = target;
        this.token = token;
        this.metrics = metrics;
        this.interval = interval;
        this.thread = Thread.ofVirtual().name("plinth-metrics").unstarted(this::run);
    }

    /**
     * The first are sent after an interval, so that the start takes no longer.
     *
     * @param target where the core takes the metrics of this gateway
     * @param metrics in Prometheus' text format 0.0.4
     */
    public static MetricReports start(URI target, Supplier<String> token, Supplier<String> metrics) {
        MetricReports reports = new MetricReports(target, token, metrics, INTERVAL);
        reports.begin();
        return reports;
    }

    void begin() {
        thread.start();
    }

    private void run() {
        try {
            Thread.sleep(interval);
            try (HttpClient http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build()) {
                while (!Thread.currentThread().isInterrupted()) {
                    send(http);
                    Thread.sleep(interval);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpClient http) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(target)
                    .header("Authorization", "Bearer " + token.get())
                    .header("Content-Type", "text/plain; version=0.0.4")
                    .timeout(Duration.ofSeconds(5))
                    .PUT(HttpRequest.BodyPublishers.ofString(metrics.get()))
                    .build();
            tell(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The metrics do not reach the core: {0}", e.toString());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "The metrics cannot be told", e);
        }
    }

    /** Each refusal once, until there is another or none. */
    private void tell(int status) {
        boolean refused = status >= 400 && status < 500 && status != NOT_TAKEN;
        if (refused && status != told) {
            LOG.log(System.Logger.Level.WARNING, "The core refuses the metrics of this gateway: status {0}", status);
        }
        told = refused ? status : 0;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
