// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Health and metrics of this process, on loopback. Metrics ask for the gateway's own credential. */
final class Management implements AutoCloseable {
    private final HttpServer server;

    Management(
            int port,
            BooleanSupplier well,
            Supplier<String> health,
            Supplier<String> metrics,
            Supplier<String> credential)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/health",
                request -> answer(request, well.getAsBoolean() ? 200 : 503, "application/json", health.get()));
        server.createContext("/metrics", request -> {
            String expected = "Bearer " + credential.get();
            String given = String.valueOf(request.getRequestHeaders().getFirst("Authorization"));
            if (MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
                answer(request, 200, "text/plain; version=0.0.4", metrics.get());
            } else {
                answer(
                        request,
                        401,
                        "text/plain",
                        "Bearer and the token in the gateway's credential file are expected.\n");
            }
        });
        server.start();
    }

    private static void answer(HttpExchange request, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        request.getResponseHeaders().set("Content-Type", type);
        request.sendResponseHeaders(status, body.length);
        try (OutputStream out = request.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
