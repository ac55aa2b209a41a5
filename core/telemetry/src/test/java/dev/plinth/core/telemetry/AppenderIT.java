// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;

/** What a service logs through Logback and Log4j is found, to the line, though Kafka is killed while it logs. */
class AppenderIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String TRACE = "463ac35c9f6413ad48485a3953bb6124";
    private static final int FIRST = 1_000;
    private static final int MEANWHILE = 4_000;
    private static final int ALL = 6_000;

    private static Rig rig;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.anonymous-rate=100MB");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private LoggerContext logback(String service) throws JoranException {
        String xml = """
                <configuration>
                  <appender name="plinth" class="dev.plinth.logback.PlinthAppender">
                    <endpoint>%s</endpoint>
                    <service>%s</service>
                    <environment>dev</environment>
                    <spillDirectory>%s</spillDirectory>
                    <flushTimeout>60 seconds</flushTimeout>
                  </appender>
                  <root level="info"><appender-ref ref="plinth"/></root>
                </configuration>
                """.formatted(rig.http(), service, directory);
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        return context;
    }

    private org.apache.logging.log4j.core.LoggerContext log4j(String service) throws IOException {
        String xml = """
                <Configuration status="off">
                  <Appenders>
                    <Plinth name="plinth" endpoint="%s" service="%s" environment="dev" spillDirectory="%s"
                            flushTimeoutMillis="60000"/>
                  </Appenders>
                  <Loggers><Root level="info"><AppenderRef ref="plinth"/></Root></Loggers>
                </Configuration>
                """.formatted(rig.http(), service, directory);
        var context = new org.apache.logging.log4j.core.LoggerContext("test");
        ConfigurationSource source =
                new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        context.start(new XmlConfiguration(context, source));
        return context;
    }

    private boolean isKept(String service) {
        try (Stream<Path> files = Files.walk(directory.resolve(service))) {
            return files.anyMatch(each -> each.toString().endsWith(".logs"));
        } catch (UncheckedIOException | IOException e) {
            // a file that was sent meanwhile
            return true;
        }
    }

    private static void awaitLines(String service, int expected) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(rig.count("plinth-logs-*", service)).isGreaterThanOrEqualTo(expected));
        assertThat(rig.count("plinth-logs-*", service)).isEqualTo(expected);
    }

    @Test
    void lines_of_both_outlive_kafka_to_the_line() throws Exception {
        var logback = logback("with-logback");
        var log4j = log4j("with-log4j");
        var one = logback.getLogger("shop.Orders");
        var other = log4j.getLogger("shop.Orders");
        for (int i = 0; i < ALL; i++) {
            if (i == FIRST) {
                awaitLines("with-logback", FIRST);
                awaitLines("with-log4j", FIRST);
                rig.kafka.process().kill();
            } else if (i == MEANWHILE) {
                await().atMost(LIMIT).until(() -> isKept("with-logback") && isKept("with-log4j"));
                rig.kafka.killAndRestart();
            }
            one.info("line {}", i);
            other.info("line {}", i);
        }
        awaitLines("with-logback", ALL);
        awaitLines("with-log4j", ALL);
        logback.stop();
        log4j.stop();
        for (String service : new String[] {"with-logback", "with-log4j"}) {
            await().atMost(LIMIT).until(() -> !isKept(service));
            for (int i : new int[] {0, FIRST, MEANWHILE - 1, ALL - 1}) {
                assertThat(rig.index(
                                        "GET",
                                        "/plinth-logs-*/_count?q=service:%s%%20AND%%20body:%%22line%%20%d%%22"
                                                .formatted(service, i),
                                        null)
                                .path("count")
                                .asInt(-1))
                        .as(service + ": line " + i)
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void what_belongs_to_a_line_is_found_with_it() throws Exception {
        var logback = logback("with-context");
        MDC.put("user", "ada");
        MDC.put("traceId", TRACE);
        try {
            logback.getLogger("shop.Orders").error("the bank said {}", "no", new IllegalStateException("declined"));
        } finally {
            MDC.clear();
        }
        logback.stop();
        awaitLines("with-context", 1);
        JsonNode line = rig.core()
                .admin()
                .get("/api/v1/logs?service=with-context")
                .body()
                .at("/items/0");
        assertThat(line.at("/body").asString()).isEqualTo("the bank said no");
        assertThat(line.at("/severity").asString()).isEqualTo("error");
        assertThat(line.at("/env").asString()).isEqualTo("dev");
        assertThat(line.at("/scope").asString()).isEqualTo("shop.Orders");
        assertThat(line.at("/traceId").asString()).isEqualTo(TRACE);
        assertThat(line.at("/attributes/exception.type").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(line.at("/attributes/exception.stacktrace").asString()).contains("declined\n\tat dev.plinth");
        assertThat(line.at("/attributes/user").asString()).isEqualTo("ada");
        assertThat(line.at("/attributes/thread.name").asString())
                .isEqualTo(Thread.currentThread().getName());
    }
}
