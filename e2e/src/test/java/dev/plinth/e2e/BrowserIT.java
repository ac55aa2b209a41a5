// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real browser walks through the console; what it does there is written in {@code e2e/browser}. */
class BrowserIT {
    @TempDir
    Path directory;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void people_decide_and_look_in_the_console() throws Exception {
        HttpServer service = service();
        try (Plinth plinth = new Plinth(directory.resolve("data"))) {
            Plinth.Result up = plinth.up("--only", "identity,config,services,telemetry");
            assertThat(up.code()).as(up.output()).isZero();
            Browser.walk(
                    "test",
                    plinth,
                    up.link(),
                    directory.resolve("browser"),
                    Map.of(
                            "PLINTH_OTLP", "http://127.0.0.1:" + plinth.port(4318),
                            "PLINTH_BACKEND",
                                    "http://127.0.0.1:" + service.getAddress().getPort()));
        } finally {
            service.stop(0);
        }
    }

    private static HttpServer service() throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        service.createContext("/", request -> {
            request.sendResponseHeaders(200, 2);
            try (OutputStream out = request.getResponseBody()) {
                out.write(new byte[] {'o', 'k'});
            }
        });
        service.start();
        return service;
    }
}
