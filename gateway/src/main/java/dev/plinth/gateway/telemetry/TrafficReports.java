// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.telemetry;

import dev.plinth.gateway.route.Route;
import dev.plinth.gateway.route.RouteMeter;
import dev.plinth.gateway.route.RouteMeter.Counts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells the core what passed over each route, after every ten seconds. While the core is away the reports of the last minutes are
 * kept, and sent when it is back; a report that arrives twice counts once.
 */
public final class TrafficReports implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TrafficReports.class.getName());
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long STEP_SECONDS = 10;
    private static final int KEPT = 60;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final URI target;
    private final Supplier<String> token;
    private final Supplier<Stream<Route>> routes;
    private final RouteMeter unrouted;
    private final Clock clock;
    private final Map<String, Counts> reported = new HashMap<>();
    private final Deque<String> unsent = new ArrayDeque<>();
    private final Thread thread;

    private TrafficReports(
            URI target, Supplier<String> token, Supplier<Stream<Route>> routes, RouteMeter unrouted, Clock clock) {
        this.target = target;
        this.token = token;
        this.routes = routes;
        this.unrouted = unrouted;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("plinth-traffic").unstarted(this::run);
    }

    /**
     * @param target where the core takes the reports of this gateway
     * @param unrouted counts what no route was found for
     */
    public static TrafficReports start(
            URI target, Supplier<String> token, Supplier<Stream<Route>> routes, RouteMeter unrouted, Clock clock) {
        TrafficReports reports = new TrafficReports(target, token, routes, unrouted, clock);
        reports.thread.start();
        return reports;
    }

    private void run() {
        try {
            while (true) {
                long now = clock.millis();
                long begin = now - now % (STEP_SECONDS * 1000);
                Thread.sleep(begin + STEP_SECONDS * 1000 - now);
                collect(Instant.ofEpochMilli(begin));
                send();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect(Instant at) {
        ArrayNode items = JSON.createArrayNode();
        Map<String, RouteMeter> meters = new HashMap<>(Map.of("", unrouted));
        routes.get().forEach(route -> meters.put(route.name(), route.meter()));
        meters.forEach((name, meter) -> {
            Counts now = meter.counts();
            Counts passed = now.minus(reported.getOrDefault(name, Counts.NONE));
            if (!passed.isEmpty()) {
                reported.put(name, now);
                ObjectNode item = items.addObject().put("route", name).put("micros", passed.micros());
                item.set("statuses", JSON.valueToTree(passed.statuses()));
                item.set("buckets", JSON.valueToTree(passed.buckets()));
            }
        });
        if (items.isEmpty()) {
            return;
        }
        ObjectNode report = JSON.createObjectNode().put("at", at.toString());
        report.set("routes", items);
        unsent.addLast(report.toString());
        if (unsent.size() > KEPT) {
            unsent.removeFirst();
        }
    }

    private void send() throws InterruptedException {
        while (!unsent.isEmpty()) {
            HttpRequest request = HttpRequest.newBuilder(target)
                    .header("Authorization", "Bearer " + token.get())
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(5))
                    .PUT(HttpRequest.BodyPublishers.ofString(unsent.getFirst()))
                    .build();
            try {
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status >= 500) {
                    return;
                }
                if (status >= 400) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "The core refuses a report of the traffic: status {0}",
                            status);
                }
                unsent.removeFirst();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "The traffic is reported later: {0}", e.toString());
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
