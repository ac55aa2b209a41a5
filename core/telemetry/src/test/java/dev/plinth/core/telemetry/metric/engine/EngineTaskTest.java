// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.metric.CollectedSeries;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Metadata;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class EngineTaskTest {
    private static final Metadata KEYS = Described.gauge("redis_db_keys", "Keys");

    private final CollectedSeries collected = new CollectedSeries();
    private final MovedClock clock = new MovedClock();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(EngineTask.class);
    private final AtomicBoolean mine = new AtomicBoolean(true);

    /** An engine of which each test says what it does. */
    private static class TestingProbe implements EngineProbe {
        @Override
        public void read(Readings to) throws InterruptedException {
            to.add(KEYS, 7, "db", "db0");
        }

        @Override
        public void close() {
            // has nothing open
        }
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private EngineTask task(EngineProbe probe) {
        return new EngineTask(
                MonitoredEngine.redis("redis://localhost:1"),
                probe,
                collected,
                mine::get,
                clock,
                Duration.ofMillis(200));
    }

    private void round(EngineTask task) throws InterruptedException {
        clock.move(Duration.ofSeconds(15));
        task.run(clock.millis());
    }

    private List<Double> now(String query) {
        return collected.values(query, clock.millis());
    }

    @Test
    void an_engine_that_goes_has_no_series_but_that_it_is_down_and_both_are_said_once() throws Exception {
        AtomicBoolean away = new AtomicBoolean();
        EngineTask task = task(new TestingProbe() {
            @Override
            public void read(Readings to) throws InterruptedException {
                super.read(to);
                if (away.get()) {
                    throw new EngineAway("Connection refused", null);
                }
            }
        });
        round(task);
        assertThat(now("redis_up{job=\"redis\", instance=\"localhost:1\"}")).containsExactly(1.0);
        assertThat(now("redis_db_keys{db=\"db0\"}")).containsExactly(7.0);
        assertThat(collected.metadata().get("redis_db_keys")).isEqualTo(KEYS);
        away.set(true);
        round(task);
        round(task);
        assertThat(now("redis_up")).containsExactly(0.0);
        assertThat(collected.live("redis"))
                .extracting(Labels::metricName)
                .containsExactlyInAnyOrder("redis_up", "plinth_engine_probe_duration_seconds");
        away.set(false);
        round(task);
        round(task);
        assertThat(now("redis_up")).containsExactly(1.0);
        assertThat(now("redis_db_keys")).containsExactly(7.0);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "redis at localhost:1 does not tell its metrics: Connection refused",
                        "redis at localhost:1 tells its metrics again");
    }

    @Test
    void one_that_hangs_is_not_waited_for_and_not_asked_again_until_it_has_let_go() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch letGo = new CountDownLatch(1);
        EngineTask task = task(new TestingProbe() {
            @Override
            public void read(Readings to) throws InterruptedException {
                if (asked.incrementAndGet() == 1) {
                    boolean done = false;
                    while (!done) {
                        try {
                            letGo.await();
                            done = true;
                        } catch (InterruptedException e) {
                            // it does not listen
                        }
                    }
                }
                super.read(to);
            }
        });
        round(task);
        round(task);
        round(task);
        assertThat(asked).hasValue(1);
        assertThat(now("redis_up")).containsExactly(0.0);
        assertThat(now("redis_db_keys")).isEmpty();
        letGo.countDown();
        await().untilAsserted(() -> {
            round(task);
            assertThat(now("redis_up")).containsExactly(1.0);
        });
        assertThat(asked).hasValue(2);
    }

    @Test
    void whether_an_engine_answered_is_told_later_when_nothing_was_taken() throws Exception {
        AtomicBoolean away = new AtomicBoolean();
        EngineTask task = task(new TestingProbe() {
            @Override
            public void read(Readings to) throws InterruptedException {
                super.read(to);
                if (away.get()) {
                    throw new EngineAway("Connection refused", null);
                }
            }
        });
        round(task);
        away.set(true);
        collected.refuse(true);
        round(task);
        round(task);
        assertThat(now("sum_over_time(redis_up[5m])")).containsExactly(1.0);
        away.set(false);
        collected.refuse(false);
        round(task);
        round(task);
        assertThat(now("count_over_time(redis_up[5m])")).containsExactly(5.0);
        assertThat(now("sum_over_time(redis_up[5m])")).containsExactly(3.0);
        assertThat(now("count_over_time(redis_db_keys[5m])")).containsExactly(3.0);
    }

    @Test
    void what_is_anothers_meanwhile_is_not_handed_on() throws Exception {
        EngineTask task = task(new TestingProbe() {
            @Override
            public void read(Readings to) throws InterruptedException {
                super.read(to);
                mine.set(false);
            }
        });
        round(task);
        assertThat(collected.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://127.0.0.1:7432/plinth, 127.0.0.1:7432",
        "jdbc:postgresql://db/plinth?ssl=true, db:5432",
        "'jdbc:postgresql://one:1,two:2/plinth', one:1",
        "jdbc:postgresql://user:secret@db:1/plinth, db:1",
        "jdbc:postgresql://[::1]/plinth, [::1]:5432"
    })
    void the_instance_is_host_and_port_of_the_url(String url, String instance) {
        assertThat(MonitoredEngine.postgresql(url).instance()).isEqualTo(instance);
    }

    @Test
    void other_engines_have_other_ports() {
        assertThat(MonitoredEngine.redis("rediss://cache").instance()).isEqualTo("cache:6379");
        assertThat(MonitoredEngine.kafka("kafka://broker").instance()).isEqualTo("broker:9092");
        assertThat(MonitoredEngine.kafka("broker:1,other:2").instance()).isEqualTo("broker:1");
        assertThat(MonitoredEngine.opensearch("https://search").instance()).isEqualTo("search:443");
        assertThat(MonitoredEngine.opensearch("http://127.0.0.1:7200").instance())
                .isEqualTo("127.0.0.1:7200");
    }
}
