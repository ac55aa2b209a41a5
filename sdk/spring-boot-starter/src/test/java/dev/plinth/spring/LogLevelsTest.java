// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.client.LiveLogLevels.Entry;
import dev.plinth.client.LiveLogLevels.Level;
import dev.plinth.client.LiveLogLevels.State;
import dev.plinth.client.PlinthClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

/** Loggers at another level for a while, in the logging library of this test. */
@ExtendWith(OutputCaptureExtension.class)
class LogLevelsTest {
    private static final String ORDERS = "dev.shop.orders";
    private static final String TILL = "dev.shop.Till";

    @TempDir
    static Path directory;

    private final LoggingSystem logging = LoggingSystem.get(LogLevelsTest.class.getClassLoader());
    private final MovedClock clock = new MovedClock();
    private volatile State decided = new State(0, List.of());
    private @Nullable LogLevel root;

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(PlinthAutoConfiguration.class, LogLevelsAutoConfiguration.class))
            .withPropertyValues(
                    "plinth.url=http://127.0.0.1:1",
                    "plinth.app=orders",
                    "plinth.secret=s",
                    "plinth.directory=" + directory);
    private final ApplicationContextRunner runner = bare.withInitializer(context ->
            context.getBeanFactory().registerSingleton(LoggingApplicationListener.LOGGING_SYSTEM_BEAN_NAME, logging));
    /** What is decided, and what time it is, is up to the test. */
    private final ApplicationContextRunner moved =
            runner.withBean(LogLevels.class, () -> new LogLevels(() -> decided, logging, clock));

    /** Stands still until it is set. */
    private static final class MovedClock extends Clock {
        private volatile Instant now = Instant.parse("2026-07-01T12:00:00Z");

        Instant in(Duration time) {
            return now.plus(time);
        }

        void move(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void begin() {
        root = configured("ROOT");
        logging.setLogLevel(ORDERS, null);
        logging.setLogLevel(TILL, LogLevel.WARN);
    }

    @AfterEach
    void end() {
        logging.setLogLevel("ROOT", root);
        logging.setLogLevel(ORDERS, null);
        logging.setLogLevel(TILL, null);
    }

    private @Nullable LogLevel configured(String logger) {
        LoggerConfiguration configuration = logging.getLoggerConfiguration(logger);
        return configuration == null ? null : configuration.getConfiguredLevel();
    }

    private Entry entry(String logger, Level level, Duration time) {
        return new Entry(logger, level, clock.in(time));
    }

    private void decide(ApplicationContext context, int revision, Entry... entries) {
        decided = new State(revision, List.of(entries));
        context.getBean(LogLevels.class).follow();
    }

    private static long lines(CapturedOutput output, String part) {
        return output.getOut().lines().filter(line -> line.contains(part)).count();
    }

    @Test
    void each_is_at_its_level_until_its_time_comes(CapturedOutput output) {
        moved.run(context -> {
            decide(
                    context,
                    812,
                    entry(ORDERS, Level.DEBUG, Duration.ofMinutes(10)),
                    entry(TILL, Level.TRACE, Duration.ofMinutes(20)));
            assertThat(configured(ORDERS)).isEqualTo(LogLevel.DEBUG);
            assertThat(configured(TILL)).isEqualTo(LogLevel.TRACE);
            assertThat(output)
                    .contains("Logger dev.shop.orders is at DEBUG until 2026-07-01T12:10:00Z, change 812 of Plinth")
                    .contains("Logger dev.shop.Till is at TRACE until 2026-07-01T12:20:00Z, change 812 of Plinth");
            clock.move(Duration.ofMinutes(10).minusNanos(1));
            context.getBean(LogLevels.class).follow();
            assertThat(configured(ORDERS)).isEqualTo(LogLevel.DEBUG);
            clock.move(Duration.ofNanos(1));
            await().until(() -> configured(ORDERS) == null);
            assertThat(configured(TILL)).isEqualTo(LogLevel.TRACE);
            clock.move(Duration.ofMinutes(10));
            await().until(() -> configured(TILL) == LogLevel.WARN);
            await().untilAsserted(() -> assertThat(output)
                    .contains("Logger dev.shop.orders is at its own level again")
                    .contains("Logger dev.shop.Till is at its own level again"));
            assertThat(lines(output, "is at DEBUG until")).isOne();
            decide(context, 813, entry(ORDERS, Level.INFO, Duration.ofMinutes(1)));
            clock.move(Duration.ofMinutes(1));
            await().until(() -> configured(ORDERS) == null);
        });
    }

    @Test
    void a_time_that_has_passed_has_no_effect(CapturedOutput output) {
        moved.run(context -> {
            decide(context, 812, entry(ORDERS, Level.DEBUG, Duration.ofMinutes(10)));
            decide(
                    context,
                    813,
                    entry(ORDERS, Level.DEBUG, Duration.ZERO),
                    entry(TILL, Level.DEBUG, Duration.ofDays(-9)));
            assertThat(configured(ORDERS)).isNull();
            assertThat(configured(TILL)).isEqualTo(LogLevel.WARN);
            assertThat(output).doesNotContain(TILL);
        });
    }

    @Test
    void what_is_decided_anew_replaces_and_what_was_its_own_is_not_forgotten(CapturedOutput output) {
        moved.run(context -> {
            Entry orders = entry(ORDERS, Level.DEBUG, Duration.ofMinutes(10));
            decide(context, 812, orders, entry(TILL, Level.DEBUG, Duration.ofMinutes(10)));
            decide(context, 813, orders, entry(TILL, Level.TRACE, Duration.ofMinutes(5)));
            assertThat(configured(TILL)).isEqualTo(LogLevel.TRACE);
            assertThat(lines(output, "Logger dev.shop.orders is at DEBUG"))
                    .as("nothing is new about it")
                    .isOne();
            decide(context, 814, entry(TILL, Level.TRACE, Duration.ofMinutes(30)));
            assertThat(configured(ORDERS)).as("no more in the list").isNull();
            clock.move(Duration.ofMinutes(29));
            context.getBean(LogLevels.class).follow();
            assertThat(configured(TILL)).isEqualTo(LogLevel.TRACE);
            assertThat(output)
                    .contains("Logger dev.shop.Till is at TRACE until 2026-07-01T12:30:00Z, change 814 of Plinth");
            decide(context, 0);
            assertThat(configured(TILL)).isEqualTo(LogLevel.WARN);
            assertThat(lines(output, "own level again")).isEqualTo(2);
        });
    }

    @Test
    void when_the_application_stops_each_has_its_own_level_again(CapturedOutput output) {
        decided = new State(812, List.of(entry(TILL, Level.DEBUG, Duration.ofMinutes(10))));
        moved.run(context -> {
            assertThat(configured(TILL)).as("from the start on").isEqualTo(LogLevel.DEBUG);
            context.close();
            assertThat(configured(TILL)).isEqualTo(LogLevel.WARN);
        });
        assertThat(lines(output, "Logger dev.shop.Till is at its own level again"))
                .isOne();
    }

    @Test
    void the_root_can_be_silent_and_both_lines_are_seen(CapturedOutput output) {
        logging.setLogLevel("ROOT", LogLevel.INFO);
        moved.run(context -> {
            decide(context, 812, entry("ROOT", Level.OFF, Duration.ofMinutes(10)));
            assertThat(configured("ROOT")).isEqualTo(LogLevel.OFF);
            decide(context, 0);
            assertThat(configured("ROOT")).isEqualTo(LogLevel.INFO);
            assertThat(output)
                    .contains("Logger ROOT is at OFF until")
                    .contains("Logger ROOT is at its own level again");
        });
    }

    /** Log4j 2 knows nothing of a logger ROOT, and by its empty name it may say of the root that nothing is configured. */
    @Test
    void the_root_has_its_own_level_again_also_where_it_is_known_by_its_empty_name_only() {
        Map<String, LogLevel> set = new HashMap<>();
        LoggingSystem rooted = new LoggingSystem() {
            @Override
            public void beforeInitialize() {}

            @Override
            public void setLogLevel(@Nullable String logger, @Nullable LogLevel level) {
                set.put(String.valueOf(logger), Objects.requireNonNull(level, "level"));
            }

            @Override
            public @Nullable LoggerConfiguration getLoggerConfiguration(String logger) {
                return logger.isEmpty() ? new LoggerConfiguration("ROOT", null, LogLevel.WARN) : null;
            }
        };
        LogLevels levels = new LogLevels(() -> decided, rooted, clock);
        decided = new State(812, List.of(entry("ROOT", Level.DEBUG, Duration.ofMinutes(10))));
        levels.start();
        assertThat(set).containsExactly(Map.entry("ROOT", LogLevel.DEBUG));
        levels.stop();
        assertThat(set).containsExactly(Map.entry("ROOT", LogLevel.WARN));
    }

    @Test
    void one_that_the_logging_library_does_not_take_leaves_the_others_as_they_should_be(CapturedOutput output) {
        LoggingSystem partial = new LoggingSystem() {
            @Override
            public void beforeInitialize() {}

            @Override
            public void setLogLevel(@Nullable String logger, @Nullable LogLevel level) {
                if (ORDERS.equals(logger)) {
                    throw new IllegalStateException("no such level here");
                }
                logging.setLogLevel(logger, level);
            }

            @Override
            public @Nullable LoggerConfiguration getLoggerConfiguration(String logger) {
                return logging.getLoggerConfiguration(logger);
            }
        };
        LogLevels levels = new LogLevels(() -> decided, partial, clock);
        decided = new State(
                812,
                List.of(
                        entry(ORDERS, Level.DEBUG, Duration.ofMinutes(10)),
                        entry(TILL, Level.DEBUG, Duration.ofMinutes(10))));
        levels.start();
        assertThat(configured(TILL)).isEqualTo(LogLevel.DEBUG);
        assertThat(output).contains("Logger dev.shop.orders cannot be at DEBUG").contains("no such level here");
        levels.stop();
        assertThat(configured(TILL)).isEqualTo(LogLevel.WARN);
    }

    @Test
    void what_plinth_tells_is_applied(CapturedOutput output) throws Exception {
        try (TestingWatch plinth = new TestingWatch()) {
            Instant soon = Instant.now().plusSeconds(3_600);
            plinth.event("state", level(7, "debug", soon));
            plinth.event("synced", "{}");
            runner.withPropertyValues("plinth.url=" + plinth.url()).run(context -> {
                assertThat(context).hasNotFailed().hasSingleBean(LogLevels.class);
                await().until(() -> configured(TILL) == LogLevel.DEBUG);
                plinth.event("put", level(8, "error", soon));
                await().until(() -> configured(TILL) == LogLevel.ERROR);
                plinth.event("put", level(9, "trace", Instant.now().plusMillis(1_500)));
                await().until(() -> output.getOut().contains("change 9 of Plinth"));
                await().until(() -> configured(TILL) == LogLevel.WARN);
                plinth.event("put", level(10, "debug", soon));
                await().until(() -> configured(TILL) == LogLevel.DEBUG);
                plinth.event("delete", level(11, "debug", soon));
                await().until(() -> configured(TILL) == LogLevel.WARN);
            });
        }
    }

    private static String level(int revision, String level, Instant until) {
        return """
                {"kind": "LogLevel", "env": "dev", "name": "orders", "revision": %d, "spec": {"levels": [
                  {"logger": "dev.shop.Till", "level": "%s", "until": "%s"}]}}""".formatted(revision, level, until).replace("\n", "");
    }

    @Test
    void it_can_be_switched_off_and_needs_a_plinth_and_a_logging_system() {
        runner.run(context -> assertThat(context).hasSingleBean(LogLevels.class));
        runner.withPropertyValues("plinth.log-levels.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(PlinthClient.class)
                        .doesNotHaveBean(LogLevels.class));
        runner.withPropertyValues("plinth.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(LogLevels.class));
        bare.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(LogLevels.class));
        runner.withSystemProperties(LoggingSystem.SYSTEM_PROPERTY + "=" + LoggingSystem.NONE)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(LogLevels.class));
    }
}
