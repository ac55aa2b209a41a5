// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.metric.block.BlockDirectory;
import dev.plinth.core.telemetry.metric.block.BlockStore;
import dev.plinth.core.telemetry.metric.partition.Partitions;
import dev.plinth.core.testing.TestCore;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.QueryResult.Matrix;
import dev.plinth.promql.QueryResult.Vector;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import dev.plinth.timeseries.remote.LabelBytes;
import dev.plinth.timeseries.remote.RemoteWrite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Metrics come in, are in memory, go into blocks, and are found in both. */
class MetricsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int SERIES = 40;
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final Duration SPAN = Duration.ofHours(11);

    private final Engine engine = new Engine(EngineOptions.DEFAULT);
    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(
                "--logging.level.org.apache.kafka.clients.consumer=debug",
                "--plinth.telemetry.anonymous-rate=100MB",
                "--plinth.telemetry.metrics.series=100");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static byte[] request(List<TimeSeries> series) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        series.forEach(each -> request.writeBytes(RemoteWrite.field(each)));
        return request.toByteArray();
    }

    private static byte[] snappy(byte[] request) {
        ByteBuf out = Unpooled.buffer();
        new Snappy().encode(Unpooled.wrappedBuffer(request), out, request.length);
        return ByteBufUtil.getBytes(out);
    }

    private HttpResponse<byte[]> write(byte[] request, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Encoding", "snappy"));
        all.addAll(List.of(headers));
        return rig.post("/api/v1/write", PROTOBUF, snappy(request), all.toArray(String[]::new));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private List<Double> query(String query, long time) {
        MetricStore.Reading reading = rig.core().bean(MetricStore.class).open(labels -> true);
        QueryResult result = engine.instant(reading, query, time);
        assertThat(reading.missing()).isEmpty();
        return ((Vector) result.value())
                .samples().stream().map(QueryResult.Sample::value).toList();
    }

    private static Labels labels(String name, int number) {
        return Labels.of("__name__", name, "job", "shop", "n", Integer.toString(number));
    }

    @Test
    void what_prometheus_writes_is_found_and_what_cannot_be_kept_is_said() {
        long now = System.currentTimeMillis();
        List<TimeSeries> series = IntStream.range(0, 20)
                .mapToObj(i -> TimeSeries.of(labels("up", i), Point.of(now - 15_000, 1), Point.of(now, i)))
                .toList();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(RemoteWrite.field(new Metadata("up", Metadata.Type.GAUGE, "Whether it is up", "")));
        request.writeBytes(request(series));
        await().atMost(LIMIT).untilAsserted(() -> {
            HttpResponse<byte[]> answer = write(request.toByteArray());
            assertThat(answer.statusCode()).as(text(answer)).isEqualTo(204);
        });
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(query("sum(up)", now)).containsExactly(190.0));
        assertThat(query("sum(sum_over_time(up[1m]))", now)).containsExactly(210.0);
        MetricStore.Reading all = rig.core().bean(MetricStore.class).open(labels -> true);
        assertThat(all.labelValues("n", List.of(), now - 60_000, now)).hasSize(20);
        assertThat(all.labelNames(List.of(), now - 60_000, now)).containsExactly("__name__", "job", "n");
        assertThat(all.metadata()).containsOnlyKeys("up");
        MetricStore.Reading some = rig.core()
                .bean(MetricStore.class)
                .open(labels -> labels.get("n").equals("7"));
        assertThat(some.series(List.of(), now - 60_000, now)).containsExactly(labels("up", 7));

        HttpResponse<byte[]> partly = write(request(List.of(
                TimeSeries.of(
                        labels("late", 1), Point.of(now - Duration.ofHours(3).toMillis(), 1), Point.of(now, 5)),
                TimeSeries.of(Labels.of("job", "nameless"), Point.of(now, 1)),
                TimeSeries.of(
                        labels("early", 1), Point.of(now + Duration.ofHours(1).toMillis(), 1)))));
        assertThat(partly.statusCode()).isEqualTo(400);
        assertThat(text(partly))
                .startsWith("1 samples kept, 3 not: A sample of late is from ")
                .contains("expected: from");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(query("late", now)).containsExactly(5.0));

        HttpResponse<byte[]> exploding = write(request(IntStream.range(0, 200)
                .mapToObj(i -> TimeSeries.of(labels("exploding", i), Point.of(now, 1)))
                .toList()));
        assertThat(exploding.statusCode()).isEqualTo(400);
        assertThat(text(exploding))
                .startsWith(
                        "79 samples kept, 121 not: Who has no key has as many active series as it may have, and exploding would add more.");
        assertThat(write(request(series)).statusCode()).as("known series go on").isEqualTo(204);
        String token = rig.tokenOf("orders");
        assertThat(write(
                                request(List.of(TimeSeries.of(labels("other", 1), Point.of(now, 1)))),
                                "Authorization",
                                "Bearer " + token)
                        .statusCode())
                .as("others are unharmed")
                .isEqualTo(204);
    }

    @Test
    void what_is_no_request_is_refused() {
        assertThat(rig.post("/api/v1/write", PROTOBUF, new byte[] {1, 2, 3}, "Content-Encoding", "snappy"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer -> assertThat(text(answer)).contains("no block of Snappy"));
        assertThat(rig.post(
                        "/api/v1/write",
                        PROTOBUF,
                        new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0},
                        "Content-Encoding",
                        "snappy"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(413));
        assertThat(rig.post("/api/v1/write", PROTOBUF, new byte[] {1, 2, 3}))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(415))
                .satisfies(answer -> assertThat(text(answer)).contains("expected: snappy"));
        assertThat(rig.post(
                        "/api/v1/write",
                        PROTOBUF + ";proto=io.prometheus.write.v2.Request",
                        snappy(new byte[] {1, 2}),
                        "Content-Encoding",
                        "snappy"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(415))
                .satisfies(answer -> assertThat(text(answer)).contains("remote-write 1.0"));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(write("no request".getBytes(StandardCharsets.UTF_8)))
                        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                        .satisfies(answer -> assertThat(text(answer)).contains("prometheus.WriteRequest")));
        assertThat(write(request(List.of()), "Authorization", "Bearer unknown").statusCode())
                .isEqualTo(401);
    }

    @Test
    void hours_of_samples_go_into_blocks_and_none_is_lost_when_the_core_starts_again() throws Exception {
        long end = Instant.now().toEpochMilli() / STEP.toMillis() * STEP.toMillis();
        long begin = end - SPAN.toMillis();
        long steps = SPAN.dividedBy(STEP);
        logFrom(begin, end);
        long samples = steps * SERIES;
        double sum = steps * SERIES * (SERIES - 1) / 2.0;
        String count = "sum(count_over_time(gauge[12h]))";
        await().atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(query(count, end)).containsExactly((double) samples));
        JdbcTemplate database = rig.core().bean(JdbcTemplate.class);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                database.queryForObject("select sum(samples) from telemetry.metric_block", Long.class))
                        .isGreaterThan(samples / 2));
        assertThat(query("sum(sum_over_time(gauge[12h]))", end)).containsExactly(sum);
        Long kept = database.queryForObject("select sum(samples) from telemetry.metric_block", Long.class);

        rig.stopCore();
        rig.start();
        await().atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(query(count, end)).containsExactly((double) samples));
        assertThat(query("sum(sum_over_time(gauge[12h]))", end)).containsExactly(sum);
        assertThat(rig.core()
                        .bean(JdbcTemplate.class)
                        .queryForObject("select sum(samples) from telemetry.metric_block", Long.class))
                .isEqualTo(kept);
        // each step has each series once
        MetricStore.Reading reading = rig.core().bean(MetricStore.class).open(labels -> true);
        Matrix matrix = (Matrix) engine.range(reading, "count(gauge)", begin, end - STEP.toMillis(), STEP.toMillis())
                .value();
        assertThat(matrix.rows()).hasSize(1);
        assertThat(matrix.rows().getFirst().samples().size()).isEqualTo((int) steps);
        assertThat(matrix.rows().getFirst().samples().values()).containsOnly(SERIES);
        oldAndTooManyBlocksAreDeleted(end);
    }

    private void oldAndTooManyBlocksAreDeleted(long end) {
        JdbcTemplate database = rig.core().bean(JdbcTemplate.class);
        BlockStore store = rig.core().bean(BlockStore.class);
        List<Instant> windows = windows(database);
        assertThat(windows).hasSizeGreaterThan(2);
        assertThat(store.deleteOld(Instant.EPOCH, Long.MAX_VALUE)).isZero();
        Long newest = database.queryForObject(
                "select sum(bytes) from telemetry.metric_block where begin_at >= (select max(begin_at) from telemetry.metric_block)",
                Long.class);
        assertThat(store.deleteOld(windows.get(1), Long.MAX_VALUE))
                .as("the first window ends where the second begins")
                .isPositive();
        assertThat(windows(database)).isEqualTo(windows.subList(1, windows.size()));
        assertThat(store.deleteOld(Instant.EPOCH, Objects.requireNonNull(newest)))
                .isPositive();
        assertThat(windows(database)).containsExactly(windows.getLast());
        assertThat(database.queryForObject("select count(*) from telemetry.metric_series", Integer.class))
                .isEqualTo(SERIES);
        rig.core().bean(BlockDirectory.class).forget();
        assertThat(query("count(gauge)", end)).containsExactly((double) SERIES);
        assertThat(store.deleteOld(Instant.now(), Long.MAX_VALUE)).isPositive();
        assertThat(database.queryForObject("select count(*) from telemetry.metric_series", Integer.class))
                .as("series without a block")
                .isZero();
    }

    @Test
    void two_cores_share_the_partitions_and_each_answers_for_both() throws Exception {
        long now = System.currentTimeMillis();
        List<TimeSeries> series = IntStream.range(0, SERIES)
                .mapToObj(i -> TimeSeries.of(labels("up", i), Point.of(now, i)))
                .toList();
        await().atMost(LIMIT).until(() -> write(request(series)).statusCode() == 204);
        double sum = SERIES * (SERIES - 1) / 2.0;
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(query("sum(up)", now)).containsExactly(sum));
        try (TestCore second = rig.another()) {
            Partitions here = rig.core().bean(Partitions.class);
            Partitions there = second.bean(Partitions.class);
            await().atMost(LIMIT)
                    .until(() -> !there.owned().isEmpty()
                            && here.owned().size() + there.owned().size() == here.count());
            for (TestCore core : List.of(rig.core(), second)) {
                await().atMost(LIMIT).untilAsserted(() -> {
                    MetricStore.Reading reading = core.bean(MetricStore.class).open(labels -> true);
                    QueryResult result = engine.instant(reading, "sum(up)", now);
                    assertThat(reading.missing()).isEmpty();
                    assertThat(((Vector) result.value()).samples())
                            .extracting(QueryResult.Sample::value)
                            .containsExactly(sum);
                    assertThat(reading.labelValues("n", List.of(), now, now)).hasSize(SERIES);
                });
            }
            assertThat(rig.core()
                            .admin()
                            .post("/internal/v1/metrics/metadata", "application/json", "{}")
                            .status())
                    .as("an administrator is no core")
                    .isEqualTo(403);
            assertThat(rig.core()
                            .anonymous()
                            .post("/internal/v1/metrics/metadata", "application/json", "{}")
                            .status())
                    .isEqualTo(401);
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(query("sum(up)", now)).containsExactly(sum));
    }

    private static List<Instant> windows(JdbcTemplate database) {
        return database.query(
                "select distinct begin_at from telemetry.metric_block order by begin_at",
                (row, number) -> row.getObject("begin_at", OffsetDateTime.class).toInstant());
    }

    /** The log as it would be if these samples had come in at their times. */
    private void logFrom(long begin, long end) throws Exception {
        try (Producer<byte[], byte[]> producer =
                rig.core().bean(KafkaAccess.class).producer("test")) {
            int partitions = await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> producer.partitionsFor(Topic.METRICS.topic()).size(), size -> size > 0);
            // who reads while the log is made would think that it is later than it is there
            rig.stopCore();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (long time = begin; time < end; time += STEP.toMillis()) {
                List<List<TimeSeries>> byPartition = new ArrayList<>();
                IntStream.range(0, partitions).forEach(i -> byPartition.add(new ArrayList<>()));
                for (int i = 0; i < SERIES; i++) {
                    Labels labels = labels("gauge", i);
                    byte[] bytes = LabelBytes.of(labels);
                    int partition =
                            (int) Math.unsignedMultiplyHigh(LabelBytes.hash(bytes, 0, bytes.length), partitions);
                    byPartition.get(partition).add(TimeSeries.of(labels, Point.of(time, i)));
                }
                for (int partition = 0; partition < partitions; partition++) {
                    sent.add(producer.send(new ProducerRecord<>(
                            Topic.METRICS.topic(), partition, time + 500, null, request(byPartition.get(partition)))));
                }
            }
            for (Future<RecordMetadata> each : sent) {
                each.get(20, TimeUnit.SECONDS);
            }
            rig.start();
        }
    }
}
