// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real browser walks through the console; what it does there is written in {@code e2e/browser}. */
class BrowserIT {
    private static final Path TESTS = Plinth.HOME.resolve("e2e").resolve("browser");

    @TempDir
    Path directory;

    @Test
    void people_decide_and_look_in_the_console() throws Exception {
        install();
        HttpServer service = service();
        try (Plinth plinth = new Plinth(directory.resolve("data"))) {
            Plinth.Result up = plinth.up("--only", "identity,config,services,telemetry");
            assertThat(up.code()).as(up.output()).isZero();
            Plinth.Result walked = Plinth.execute(
                    List.of("npm", "--prefix", TESTS.toString(), "test"),
                    Map.of(
                            "PLINTH_URL", plinth.publicUrl(),
                            "PLINTH_LINK", up.link(),
                            "PLINTH_OTLP", "http://127.0.0.1:" + plinth.port(4318),
                            "PLINTH_BACKEND",
                                    "http://127.0.0.1:" + service.getAddress().getPort(),
                            "PLINTH_TEST_OUTPUT",
                                    directory.resolve("browser/out").toString()));
            assertThat(walked.code()).as(walked.output()).isZero();
        } finally {
            service.stop(0);
        }
    }

    private static void install() {
        if (!Files.exists(TESTS.resolve("node_modules"))) {
            Plinth.Result installed = Plinth.execute(List.of("npm", "--prefix", TESTS.toString(), "ci"), Map.of());
            assertThat(installed.code()).as(installed.output()).isZero();
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
