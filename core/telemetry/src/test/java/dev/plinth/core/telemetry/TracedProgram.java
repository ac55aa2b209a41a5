// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.logging.Logger;

/** A program that knows nothing of OpenTelemetry: it serves one request of its own, and logs. */
final class TracedProgram {
    private static final Logger LOG = Logger.getLogger(TracedProgram.class.getName());

    private TracedProgram() {}

    public static void main(String[] arguments) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/films", exchange -> {
            LOG.warning("a film is asked for");
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + server.getAddress().getPort() + "/films"))
                            .build(),
                    BodyHandlers.discarding());
        }
        server.stop(0);
    }
}
