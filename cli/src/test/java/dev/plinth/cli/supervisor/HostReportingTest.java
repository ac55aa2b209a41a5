// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.Room;
import dev.plinth.cli.settings.SettingsFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReportingTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final List<String> received = new CopyOnWriteArrayList<>();

    private HttpServer plinth(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 8);
        server.createContext("/v1/metrics", request -> {
            boolean packed = "gzip".equals(request.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream in = packed ? new GZIPInputStream(request.getRequestBody()) : request.getRequestBody()) {
                received.add(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
            request.sendResponseHeaders(200, -1);
            request.close();
        });
        server.start();
        return server;
    }

    private HostReporting reporting(int port) {
        return new HostReporting(
                URI.create("http://127.0.0.1:" + port),
                directory.resolve("logs/host.log"),
                Clock.systemUTC(),
                Duration.ofMillis(200));
    }

    @Test
    void the_machine_is_told_of_again_and_again() throws IOException {
        HttpServer server = plinth(0);
        try (HostReporting reporting = reporting(server.getAddress().getPort())) {
            reporting.begin();
            await().atMost(LIMIT).until(() -> received.size() >= 2);
        }
        server.stop(0);
        assertThat(received.getLast())
                .contains("service.name")
                .contains("host.name")
                .contains("system.memory.usage")
                .contains("system.cpu.time");
        assertThat(directory.resolve("logs/host.log")).doesNotExist();
    }

    @Test
    void a_plinth_that_is_not_there_is_waited_for_and_the_log_says_so_once() throws IOException {
        HttpServer reserved = plinth(0);
        int port = reserved.getAddress().getPort();
        reserved.stop(0);
        try (HostReporting reporting = reporting(port)) {
            reporting.begin();
            Path log = directory.resolve("logs/host.log");
            await().atMost(LIMIT).until(() -> Files.exists(log));
            HttpServer server = plinth(port);
            await().atMost(LIMIT).until(() -> !received.isEmpty());
            server.stop(0);
            assertThat(Files.readAllLines(log))
                    .filteredOn(line -> line.contains("Plinth takes no report on the host now"))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    private @Nullable HostReporting ofInstallation(String settings, Set<Room> rooms) throws IOException {
        Path file = directory.resolve("plinth.yaml");
        Files.writeString(file, settings);
        return new Installation(
                        directory,
                        directory,
                        SettingsFile.read(file),
                        new DataDirectory(directory.resolve("data")),
                        rooms)
                .hostReporting();
    }

    @Test
    void it_is_done_with_the_room_telemetry_unless_it_is_switched_off() throws IOException {
        assertThat(ofInstallation("{}", Set.of(Room.TELEMETRY))).isNotNull();
        assertThat(ofInstallation("telemetry: {host: true}", Set.of(Room.TELEMETRY)))
                .isNotNull();
        assertThat(ofInstallation("telemetry: {host: false}", Set.of(Room.TELEMETRY)))
                .isNull();
        assertThat(ofInstallation("{}", Set.of(Room.CONFIG))).isNull();
    }
}
