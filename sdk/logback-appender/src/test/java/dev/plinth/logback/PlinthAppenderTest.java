// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

class PlinthAppenderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TRACE = "463ac35c9f6413ad48485a3953bb6124";
    private static final String SPAN = "a2fb4a1d1a96d312";

    @TempDir
    private Path directory;

    private TestingPort port;
    private LoggerContext context = new LoggerContext();

    @BeforeEach
    void open() throws IOException {
        port = new TestingPort(0);
        MDC.clear();
    }

    @AfterEach
    void close() {
        MDC.clear();
        context.stop();
        port.close();
    }

    private Logger logger(String settings) throws JoranException {
        String xml = """
                <configuration>
                  <appender name="plinth" class="dev.plinth.logback.PlinthAppender">
                    <endpoint>http://127.0.0.1:%d</endpoint>
                    <service>orders</service>
                    <spillDirectory>%s</spillDirectory>
                    %s
                  </appender>
                  <root level="trace"><appender-ref ref="plinth"/></root>
                </configuration>
                """.formatted(port.port(), directory, settings);
        context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        return context.getLogger("shop.Orders");
    }

    private List<LogRecord> stopped() {
        context.stop();
        return port.records();
    }

    private static Map<String, String> attributes(LogRecord record) {
        return TestingPort.attributes(record.getAttributesList());
    }

    private static String hex(com.google.protobuf.ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Test
    void a_line_has_all_that_logback_knows_of_it() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "plinth_ingest_1\n");
        Logger logger = logger("""
                <keyFile>%s</keyFile>
                <environment>dev</environment>
                <version>1.2</version>
                <instance>orders-1</instance>
                <attributes>team=shop</attributes>
                <spillSize>2MB</spillSize>
                <queueSize>64</queueSize>
                <flushTimeout>7 seconds</flushTimeout>
                """.formatted(key));
        MDC.put("user", "ada");
        MDC.put("traceId", TRACE);
        MDC.put("spanId", SPAN);
        Instant before = Instant.now();
        logger.atWarn()
                .addMarker(MarkerFactory.getMarker("AUDIT"))
                .addMarker(MarkerFactory.getMarker("SLOW"))
                .addKeyValue("order", 4711)
                .addKeyValue("paid", false)
                .setCause(new IllegalStateException("declined", new IOException("bank")))
                .log("order {} of {}", 4711, "ada");
        LogRecord record = stopped().getFirst();
        assertThat(record.getBody().getStringValue()).isEqualTo("order 4711 of ada");
        assertThat(record.getSeverityNumberValue()).isEqualTo(13);
        assertThat(record.getSeverityText()).isEqualTo("WARN");
        assertThat(record.getTimeUnixNano()).isBetween(nanos(before), nanos(Instant.now()));
        assertThat(hex(record.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(record.getSpanId())).isEqualTo(SPAN);
        Map<String, String> attributes = attributes(record);
        assertThat(attributes)
                .containsEntry("user", "ada")
                .containsEntry("order", "4711")
                .containsEntry("paid", "false")
                .containsEntry("thread.name", Thread.currentThread().getName())
                .containsEntry("logback.marker", "[AUDIT, SLOW]")
                .containsEntry("exception.type", "java.lang.IllegalStateException")
                .containsEntry("exception.message", "declined")
                .doesNotContainKeys("traceId", "spanId", "code.line.number");
        assertThat(attributes.get("exception.stacktrace"))
                .contains("\tat dev.plinth.logback.PlinthAppenderTest.", "Caused by: java.io.IOException: bank");
        assertThat(port.taken().getFirst().getScopeLogs(0).getScope().getName()).isEqualTo("shop.Orders");
        assertThat(TestingPort.attributes(port.taken().getFirst().getResource().getAttributesList()))
                .containsEntry("service.name", "orders")
                .containsEntry("service.version", "1.2")
                .containsEntry("service.instance.id", "orders-1")
                .containsEntry("deployment.environment.name", "dev")
                .containsEntry("team", "shop")
                .containsEntry(
                        "process.pid", Long.toString(ProcessHandle.current().pid()))
                .containsEntry("telemetry.sdk.language", "java")
                .containsKey("host.name");
        assertThat(port.authorizations()).containsOnly("ApiKey plinth_ingest_1");
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    @Test
    void levels_have_opentelemetrys_numbers() throws Exception {
        Logger logger = logger("");
        logger.trace("1");
        logger.debug("5");
        logger.info("9");
        logger.warn("13");
        logger.error("17");
        assertThat(stopped())
                .hasSize(5)
                .allSatisfy(each -> assertThat(each.getBody().getStringValue())
                        .isEqualTo(Integer.toString(each.getSeverityNumberValue())));
    }

    @Test
    void a_line_is_as_things_were_when_it_was_logged() throws Exception {
        Logger logger = logger("");
        List<String> basket = new ArrayList<>(List.of("film"));
        MDC.put("step", "one");
        logger.atInfo().addKeyValue("basket", basket).log("basket {}", basket);
        basket.add("popcorn");
        MDC.put("step", "two");
        logger.info("next");
        List<LogRecord> records = stopped();
        assertThat(records.getFirst().getBody().getStringValue()).isEqualTo("basket [film]");
        assertThat(attributes(records.getFirst()))
                .containsEntry("basket", "[film]")
                .containsEntry("step", "one");
        assertThat(attributes(records.get(1))).containsEntry("step", "two");
    }

    @Test
    void the_context_can_be_chosen_and_ids_are_found_all_the_same() throws Exception {
        MDC.put("user", "ada");
        MDC.put("card", "4111");
        MDC.put("trace_id", "48485a3953bb6124");
        MDC.put("span_id", "not one");
        logger("<mdcKeys>user, span_id</mdcKeys>").info("x");
        LogRecord chosen = stopped().getFirst();
        assertThat(attributes(chosen))
                .containsEntry("user", "ada")
                .containsEntry("span_id", "not one")
                .doesNotContainKeys("card", "trace_id");
        assertThat(hex(chosen.getTraceId())).isEqualTo("000000000000000048485a3953bb6124");
        assertThat(chosen.getSpanId().isEmpty()).isTrue();
        logger("<includeMdc>false</includeMdc><includeCallerData>true</includeCallerData>")
                .info("y");
        LogRecord without = stopped().get(1);
        assertThat(attributes(without))
                .doesNotContainKeys("user", "card", "span_id")
                .containsEntry(
                        "code.function.name",
                        "dev.plinth.logback.PlinthAppenderTest.the_context_can_be_chosen_and_ids_are_found_all_the_same")
                .containsEntry("code.file.path", "PlinthAppenderTest.java")
                .containsKey("code.line.number");
        assertThat(without.getTraceId().isEmpty()).isFalse();
    }

    @Test
    void what_looks_like_another_line_is_data_and_what_is_too_long_is_cut() throws Exception {
        Logger logger = logger("");
        String forged = "in\n2026-01-01 ERROR forged\r\u001b[2J${jndi:ldap://x}\u0000";
        MDC.put("agent", forged);
        logger.info("{}", forged);
        logger.info("half a pair \ud83d");
        logger.info("y".repeat(1 << 20));
        List<LogRecord> records = stopped();
        assertThat(records.getFirst().getBody().getStringValue()).isEqualTo(forged);
        assertThat(attributes(records.getFirst())).containsEntry("agent", forged);
        assertThat(records.get(1).getBody().getStringValue()).isEqualTo("half a pair ?");
        assertThat(records.get(2).getBody().getStringValue())
                .hasSizeBetween(250_000, 263_000)
                .endsWith("bytes left out)");
    }

    @Test
    void what_is_logged_while_plinth_is_away_is_kept_when_the_context_stops_and_sent_by_the_next() throws Exception {
        int number = port.port();
        port.close();
        Logger logger = logger("");
        int lines = 3_000;
        for (int i = 0; i < lines; i++) {
            logger.info("line {}", i);
        }
        long begin = System.nanoTime();
        context.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThat(kept()).isNotEmpty();
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .filteredOn(each -> each.getLevel() == Status.WARN)
                .anyMatch(each -> each.getMessage().contains("lines wait"));
        port = new TestingPort(number);
        logger("");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(port.bodies()).hasSize(lines));
        assertThat(port.bodies())
                .isEqualTo(IntStream.range(0, lines).mapToObj(i -> "line " + i).toList());
        await().atMost(LIMIT).until(() -> kept().isEmpty());
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(each -> each.toString().endsWith(".logs")).toList();
        }
    }

    @Test
    void a_setting_that_cannot_be_is_told_by_logback() throws Exception {
        logger("<spillSize>many</spillSize>").info("still logged");
        assertThat(stopped()).hasSize(1);
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .filteredOn(each -> each.getLevel() >= Status.WARN)
                .anyMatch(each -> each.getMessage().contains("[spillSize] to value \"many\""));
    }

    @Test
    void many_threads_lose_nothing() throws Exception {
        Logger logger = logger("<queueSize>1024</queueSize>");
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(thread -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        logger.info("{} {}", thread, i);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        stopped();
        assertThat(port.bodies()).hasSize(16_000).doesNotHaveDuplicates();
        for (int thread = 0; thread < 8; thread++) {
            String prefix = thread + " ";
            assertThat(port.bodies().stream().filter(each -> each.startsWith(prefix)))
                    .isEqualTo(
                            IntStream.range(0, 2_000).mapToObj(i -> prefix + i).toList());
        }
    }
}
