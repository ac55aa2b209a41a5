// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that takes web hooks, or does not. */
final class HookServer implements Closeable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private final AtomicInteger refused = new AtomicInteger();

    /** A message that it has taken. */
    record Taken(String id, JsonNode message) {
        boolean tells(String alert, String state) {
            return message.path("alerts")
                    .valueStream()
                    .anyMatch(each -> each.at("/labels/alertname").asString().equals(alert)
                            && each.path("status").asString().equals(state));
        }
    }

    HookServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int answer = status;
            if (answer == 200) {
                String id = exchange.getRequestHeaders().getFirst("webhook-id");
                taken.add(new Taken(id == null ? "" : id, JSON.readTree(body)));
            } else {
                refused.incrementAndGet();
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** What it answers from now on; takes what it gets with 200 only. */
    void answer(int status) {
        this.status = status;
    }

    int refused() {
        return refused.get();
    }

    List<Taken> taken(String alert, String state) {
        return taken.stream().filter(each -> each.tells(alert, state)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
