// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.telemetry.ingest.SyslogPort;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What {@code logger} of every Linux sends is found, and what was sent while Kafka was away as well. */
class SyslogIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static Rig rig;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.syslog-port=0", "--plinth.telemetry.anonymous-rate=10MB");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static int port() {
        return rig.core().bean(SyslogPort.class).port();
    }

    private static void logger(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("logger", "-n", "127.0.0.1", "-P", Integer.toString(port())));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // RFC 3164 knows no zones: it is that of the machine
        builder.environment().put("TZ", ZoneId.systemDefault().getId());
        Process sent = builder.start();
        assertThat(sent.waitFor()).isZero();
    }

    private static List<JsonNode> logs(String service, int expected) {
        return await().atMost(LIMIT)
                .until(
                        () -> rig.core()
                                .admin()
                                .get("/api/v1/logs?limit=1000&service=" + service)
                                .body()
                                .at("/items")
                                .valueStream()
                                .toList(),
                        found -> found.size() == expected);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp-5424, --tcp --rfc5424",
        "tcp-counted, --tcp --rfc5424 --octet-count",
        "tcp-3164, --tcp --rfc3164",
        "udp-5424, --udp --rfc5424",
        "udp-3164, --udp --rfc3164"
    })
    void logger_is_understood_by_every_protocol_it_has(String tag, String options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.addAll(List.of("-t", tag, "-p", "local0.err", "the disk is full"));
        logger(arguments.toArray(String[]::new));
        JsonNode log = logs(tag, 1).getFirst();
        assertThat(log.at("/body").asString()).isEqualTo("the disk is full");
        assertThat(log.at("/severity").asString()).isEqualTo("error");
        assertThat(log.at("/attributes/syslog.facility").asString()).isEqualTo("local0");
        assertThat(log.at("/resource/host.name").asString()).isNotEmpty();
        assertThat(log.at("/app").asString()).isEqualTo("anonymous");
    }

    @Test
    void over_tcp_nothing_is_lost_while_kafka_is_away() throws Exception {
        int lines = 2_000;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < lines; i++) {
                if (i == lines / 4) {
                    rig.kafka.process().kill();
                }
                out.write("<14>1 - - patient - - - line %d\n".formatted(i).getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            await().atMost(LIMIT)
                    .until(() -> rig.figures().kafka() != null || rig.figures().accepted() >= lines);
            rig.kafka.killAndRestart();
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(rig.count("plinth-logs-*", "patient")).isGreaterThanOrEqualTo(lines));
        }
        for (int i : new int[] {0, lines / 4, lines - 1}) {
            assertThat(rig.index(
                                    "GET",
                                    "/plinth-logs-*/_count?q=service:patient%%20AND%%20body:%%22line%%20%d%%22"
                                            .formatted(i),
                                    null)
                            .path("count")
                            .asInt(0))
                    .as("line " + i)
                    .isPositive();
        }
    }

    @Test
    void a_line_of_a_megabyte_loses_its_end_and_the_next_is_whole() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            String line = "<14>1 - - long - - - " + "y".repeat(1 << 20) + "\n<14>1 - - long - - - next\n";
            socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            assertThat(logs("long", 2).stream()
                            .mapToInt(each -> each.at("/body").asString().length()))
                    .allMatch(length -> length == 4 || (length > 200_000 && length < 300_000));
        }
    }
}
