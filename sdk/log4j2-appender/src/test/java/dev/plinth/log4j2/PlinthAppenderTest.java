// SPDX-License-Identifier: Apache-2.0
package dev.plinth.log4j2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.message.StringMapMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlinthAppenderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TRACE = "463ac35c9f6413ad48485a3953bb6124";
    private static final String SPAN = "a2fb4a1d1a96d312";

    @TempDir
    private Path directory;

    private TestingPort port;
    private LoggerContext context = new LoggerContext("test");

    @BeforeEach
    void open() throws IOException {
        port = new TestingPort(0);
        ThreadContext.clearAll();
    }

    @AfterEach
    void close() {
        ThreadContext.clearAll();
        context.stop();
        port.close();
    }

    /** As an application has it: no package is named, so the descriptor of plugins is what leads to the appender. */
    private Logger logger(String attributes) throws IOException {
        String xml = """
                <Configuration status="off">
                  <Appenders>
                    <Plinth name="plinth" endpoint="http://127.0.0.1:%d" service="orders" spillDirectory="%s" %s/>
                  </Appenders>
                  <Loggers><Root level="all"><AppenderRef ref="plinth"/></Root></Loggers>
                </Configuration>
                """.formatted(port.port(), directory, attributes);
        context = new LoggerContext("test");
        ConfigurationSource source =
                new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        context.start(new XmlConfiguration(context, source));
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

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    @Test
    void a_line_has_all_that_log4j_knows_of_it() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "plinth_ingest_1\n");
        Logger logger = logger("""
                keyFile="%s" environment="dev" version="1.2" instance="orders-1" attributes="team=shop" spillSize="2MB"
                queueSize="64" flushTimeoutMillis="7000"
                """.formatted(key));
        ThreadContext.put("user", "ada");
        ThreadContext.put("traceId", TRACE);
        ThreadContext.put("spanId", SPAN);
        Instant before = Instant.now();
        logger.warn(
                MarkerManager.getMarker("AUDIT"),
                "order {} of {}",
                4711,
                "ada",
                new IllegalStateException("declined", new IOException("bank")));
        LogRecord record = stopped().getFirst();
        assertThat(record.getBody().getStringValue()).isEqualTo("order 4711 of ada");
        assertThat(record.getSeverityNumberValue()).isEqualTo(13);
        assertThat(record.getSeverityText()).isEqualTo("WARN");
        assertThat(record.getTimeUnixNano()).isBetween(nanos(before) - 1_000_000, nanos(Instant.now()));
        assertThat(hex(record.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(record.getSpanId())).isEqualTo(SPAN);
        assertThat(attributes(record))
                .containsEntry("user", "ada")
                .containsEntry("thread.name", Thread.currentThread().getName())
                .containsEntry("log4j.marker", "AUDIT")
                .containsEntry("exception.type", "java.lang.IllegalStateException")
                .containsEntry("exception.message", "declined")
                .doesNotContainKeys("traceId", "spanId", "code.line.number");
        assertThat(attributes(record).get("exception.stacktrace"))
                .contains("\tat dev.plinth.log4j2.PlinthAppenderTest.", "Caused by: java.io.IOException: bank");
        assertThat(port.taken().getFirst().getScopeLogs(0).getScope().getName()).isEqualTo("shop.Orders");
        assertThat(TestingPort.attributes(port.taken().getFirst().getResource().getAttributesList()))
                .containsEntry("service.name", "orders")
                .containsEntry("service.version", "1.2")
                .containsEntry("service.instance.id", "orders-1")
                .containsEntry("deployment.environment.name", "dev")
                .containsEntry("team", "shop")
                .containsEntry("telemetry.sdk.language", "java")
                .containsKeys("host.name", "process.pid");
        assertThat(port.authorizations()).containsOnly("ApiKey plinth_ingest_1");
    }

    @Test
    void levels_have_opentelemetrys_numbers_and_one_of_somebodys_own_that_of_the_next_above() throws Exception {
        Logger logger = logger("");
        logger.trace("1");
        logger.debug("5");
        logger.info("9");
        logger.warn("13");
        logger.error("17");
        logger.fatal("21");
        logger.log(Level.forName("NOTICE", 350), "13");
        List<LogRecord> records = stopped();
        assertThat(records)
                .hasSize(7)
                .allSatisfy(each -> assertThat(each.getBody().getStringValue())
                        .isEqualTo(Integer.toString(each.getSeverityNumberValue())));
        assertThat(records.get(6).getSeverityText()).isEqualTo("NOTICE");
    }

    @Test
    void a_line_is_as_things_were_when_it_was_logged() throws Exception {
        Logger logger = logger("");
        List<String> basket = new ArrayList<>(List.of("film"));
        ThreadContext.put("step", "one");
        logger.info("basket {}", basket);
        basket.add("popcorn");
        ThreadContext.put("step", "two");
        logger.info(new StringMapMessage().with("order", "4711").with("paid", true));
        List<LogRecord> records = stopped();
        assertThat(records.getFirst().getBody().getStringValue()).isEqualTo("basket [film]");
        assertThat(attributes(records.getFirst())).containsEntry("step", "one");
        assertThat(records.get(1).getBody().getStringValue()).isEqualTo("order=\"4711\" paid=\"true\"");
        assertThat(attributes(records.get(1)))
                .containsEntry("step", "two")
                .containsEntry("order", "4711")
                .containsEntry("paid", "true");
    }

    @Test
    void the_context_can_be_chosen_and_ids_are_found_all_the_same() throws Exception {
        ThreadContext.put("user", "ada");
        ThreadContext.put("card", "4111");
        ThreadContext.put("trace_id", TRACE);
        logger("mdcKeys=\"user\"").info("x");
        LogRecord chosen = stopped().getFirst();
        assertThat(attributes(chosen)).containsEntry("user", "ada").doesNotContainKeys("card", "trace_id");
        assertThat(hex(chosen.getTraceId())).isEqualTo(TRACE);
        logger("includeMdc=\"false\" includeCallerData=\"true\"").info("y");
        LogRecord without = stopped().get(1);
        assertThat(attributes(without))
                .doesNotContainKeys("user", "card")
                .containsEntry(
                        "code.function.name",
                        "dev.plinth.log4j2.PlinthAppenderTest.the_context_can_be_chosen_and_ids_are_found_all_the_same")
                .containsEntry("code.file.path", "PlinthAppenderTest.java")
                .containsKey("code.line.number");
    }

    @Test
    void what_looks_like_another_line_is_data_and_what_is_too_long_is_cut() throws Exception {
        Logger logger = logger("");
        String forged = "in\n2026-01-01 ERROR forged\r\u001b[2J${jndi:ldap://x}\u0000";
        ThreadContext.put("agent", forged);
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
    void a_setting_that_cannot_be_makes_no_appender() throws Exception {
        logger("spillSize=\"many\"");
        assertThat(context.getConfiguration().getAppenders()).doesNotContainKey("plinth");
    }

    @Test
    void many_threads_lose_nothing() throws Exception {
        Logger logger = logger("queueSize=\"1024\"");
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
