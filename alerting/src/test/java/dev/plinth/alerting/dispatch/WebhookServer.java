// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Is told by Alertmanager, and refuses for receivers that are broken. */
final class WebhookServer implements AutoCloseable {
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final JsonMapper json = new JsonMapper();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    WebhookServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::take);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void take(HttpExchange exchange) throws IOException {
        String to = exchange.getRequestURI().getPath().substring(1);
        JsonNode message = json.readTree(exchange.getRequestBody());
        boolean refused = broken.contains(to.substring(0, to.indexOf('/')));
        if (!refused) {
            told.add(Told.of(Clock.systemUTC().instant(), to, message));
        }
        // with 400 it is not tried again before the next interval
        exchange.sendResponseHeaders(refused ? 400 : 200, -1);
        exchange.close();
    }

    void setBroken(String receiver, boolean isBroken) {
        var _ = isBroken ? broken.add(receiver) : broken.remove(receiver);
    }

    List<Told> told() {
        return List.copyOf(told);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }
}
