// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** Sends alerts to several cores as a Prometheus does, each until it is taken, and is told of them by a web hook. */
final class AlertWriter implements AutoCloseable {
    static final String NAME = "Proof";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<Plinth> cores;
    private final OtlpSender sender;
    private final HttpServer hook;
    private final ExecutorService hookThreads = Executors.newCachedThreadPool();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofPlatform().name("alert-writer").unstarted(this::write);
    private volatile boolean stopping;

    /** @param decides where it says who is told */
    AlertWriter(List<Plinth> cores, String key, Plinth decides) throws IOException, InterruptedException {
        this.cores = cores;
        this.sender = new OtlpSender(key);
        this.hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.setExecutor(hookThreads);
        hook.createContext("/", exchange -> {
            JSON.readTree(exchange.getRequestBody())
                    .path("alerts")
                    .forEach(alert -> told.add(alert.at("/labels/n").asString()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        hook.start();
        String documents = """
                [{"kind": "AlertChannel", "env": "dev", "name": "hook", "spec": {"perMinute": 6000, "webhook": {"url": "http://127.0.0.1:%d/"}}},
                 {"kind": "AlertReceiver", "env": "dev", "name": "hook", "spec": {"channels": [{"channel": "hook"}]}},
                 {"kind": "AlertRouting", "env": "dev", "name": "hook",
                  "spec": {"route": {"receiver": "hook", "groupBy": ["..."], "groupWait": "0s", "groupInterval": "10s"}}}]
                """.formatted(hook.getAddress().getPort());
        var applied = decides.apply(documents, "sender");
        if (applied.statusCode() != 200) {
            throw new IllegalStateException(applied.body());
        }
        thread.start();
    }

    private void write() {
        try {
            for (int n = 0; !stopping; n++) {
                String alert = """
                        [{"labels": {"alertname": "%s", "n": "%d"}, "endsAt": "%s"}]
                        """.formatted(NAME, n, Instant.now().plus(Duration.ofHours(1)));
                boolean taken = false;
                for (int attempt = 0; !taken && (!stopping || attempt == 0); attempt++) {
                    taken = sender.isTaken(
                            cores.get((n + attempt) % cores.size()), "/alertmanager/dev/api/v2/alerts", alert);
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                if (taken) {
                    acknowledged.add(String.valueOf(n));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            sender.failed(e);
        }
    }

    /** Numbers of those that were taken. */
    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Numbers of those of which the web hook was told. */
    Set<String> told() {
        return Set.copyOf(told);
    }

    /** What should not have been; empty if all was well. */
    String wrong() {
        return sender.wrong();
    }

    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        hook.stop(0);
        hookThreads.shutdownNow();
    }
}
