// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The few paths of Plinth that an app uses, scripted line by line; what only a real core can show is tested there. */
final class TestingPlinth implements AutoCloseable {
    private final HttpServer server;
    private final List<String> tokenRequests = new CopyOnWriteArrayList<>();
    private final List<String> watchPositions = new CopyOnWriteArrayList<>();
    private final List<String> watchQueries = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile String config = "{\"revision\": 0, \"properties\": {}}";
    private volatile String connections = "{\"items\": []}";
    private volatile int connectionsStatus = 200;
    private volatile int tokenStatus = 200;
    private volatile int watchStatus = 200;
    private volatile String refusedKind = "";
    private volatile int refusedStatus;
    private volatile @Nullable Runnable beforeToken;

    TestingPlinth() throws IOException {
        this(0);
    }

    TestingPlinth(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/oauth2/token", this::token);
        server.createContext("/api/v1/watch", this::watch);
        server.createContext("/api/v1/connections", exchange -> answer(exchange, connectionsStatus, connections));
        server.createContext("/api/v1/config/", exchange -> answer(exchange, 200, config));
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<String> tokenRequests() {
        return tokenRequests;
    }

    List<String> watchPositions() {
        return watchPositions;
    }

    List<String> watchQueries() {
        return watchQueries;
    }

    void answerTokensWith(int status) {
        tokenStatus = status;
    }

    void answerWatchesWith(int status) {
        watchStatus = status;
    }

    /** Watches of this kind get the status, as of a Plinth that does not know it or keeps it from the app; empty for none. */
    void refuse(String kind, int status) {
        refusedStatus = status;
        refusedKind = kind;
    }

    void beforeToken(Runnable action) {
        beforeToken = action;
    }

    /** What the app's settings are; tell the watch of it by {@link #event}. */
    void config(long revision, String properties) {
        config = "{\"revision\": %d, \"properties\": %s}".formatted(revision, properties);
    }

    /** What the app has in engines. */
    void connections(int status, String items) {
        connections = "{\"items\": %s}".formatted(items);
        connectionsStatus = status;
    }

    /** The next event of the one open watch. */
    void event(String id, String name, String data) {
        events.add("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
    }

    /** Ends the open watch. */
    void hangUp() {
        events.add("");
    }

    private void token(HttpExchange exchange) throws IOException {
        Runnable action = beforeToken;
        if (action != null) {
            action.run();
        }
        tokenRequests.add(URLDecoder.decode(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        answer(
                exchange,
                tokenStatus,
                tokenStatus == 200
                        ? "{\"access_token\": \"token-%d\", \"expires_in\": 300}".formatted(tokenRequests.size())
                        : "{\"error\": \"invalid_client\"}");
    }

    private void watch(HttpExchange exchange) throws IOException {
        watchPositions.add(String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        watchQueries.add(query);
        if (!refusedKind.isEmpty() && query.contains("kind=" + refusedKind)) {
            answer(exchange, refusedStatus, "{}");
            return;
        }
        if (watchStatus != 200) {
            int status = watchStatus;
            watchStatus = 200;
            answer(exchange, status, "{}");
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (String event = events.take(); !event.isEmpty(); event = events.take()) {
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
