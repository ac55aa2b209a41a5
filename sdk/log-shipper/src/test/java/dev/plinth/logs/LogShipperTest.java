// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.logs.TestingPort.Answer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogShipperTest {
    static final Pace QUICK = new Pace(
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofMillis(300),
            Duration.ofMillis(100),
            Duration.ZERO);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private TestingPort port() throws IOException {
        return port(0);
    }

    private TestingPort port(int number) throws IOException {
        TestingPort port = new TestingPort(number);
        open.add(port);
        return port;
    }

    /** Where nobody listens yet. */
    private static URI nobody() throws IOException {
        try (TestingPort port = new TestingPort()) {
            return port.url();
        }
    }

    private ShipperSettings settings(URI endpoint) {
        return ShipperSettings.from(Map.of())
                .endpoint(endpoint.toString())
                .service("orders")
                .environment("dev")
                .spillDirectory(directory.toString())
                .flushTimeout(Duration.ZERO)
                .troubles(troubles::add)
                .pace(QUICK);
    }

    private LogShipper<LogLine> start(ShipperSettings settings) {
        LogShipper<LogLine> shipper = LogShipper.start(settings);
        open.add(0, shipper);
        return shipper;
    }

    static LogLine line(String body) {
        return new LogLine(1_700_000_000_000_000_000L, 9, "INFO", "shop.Orders", body, Map.of(), null, null);
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    private static void offer(LogShipper<LogLine> shipper, int from, int to) {
        lines(from, to).forEach(each -> shipper.offer(line(each)));
    }

    private static void awaitLines(TestingPort port, int expected) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(port.bodies()).hasSizeGreaterThanOrEqualTo(expected));
        assertThat(port.bodies()).isEqualTo(lines(0, expected));
    }

    private List<Path> kept() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(each -> each.toString().endsWith(SpillDirectory.SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String trouble(String part) {
        return await().atMost(LIMIT)
                .until(
                        () -> troubles.stream()
                                .filter(each -> each.contains(part))
                                .findFirst()
                                .orElse(""),
                        each -> !each.isEmpty());
    }

    @Test
    void lines_arrive_in_batches_in_their_order_with_what_they_share() throws Exception {
        TestingPort port = port();
        LogShipper<LogLine> shipper = start(settings(port.url()).attributes("team=shop,zone=eu%2C1"));
        offer(shipper, 0, 1_200);
        assertThat(shipper.flush(LONG)).isTrue();
        assertThat(port.bodies()).isEqualTo(lines(0, 1_200));
        assertThat(port.taken())
                .hasSizeBetween(3, 30)
                .allSatisfy(each ->
                        assertThat(TestingPort.records(each.request()).size()).isLessThanOrEqualTo(500));
        assertThat(shipper.figures()).isEqualTo(new LogShipper.Figures(1_200, 0, 0, 0));
        assertThat(port.taken()
                        .getFirst()
                        .request()
                        .getResourceLogs(0)
                        .getResource()
                        .getAttributesList())
                .extracting(each -> each.getKey() + "=" + each.getValue().getStringValue())
                .contains("service.name=orders", "deployment.environment.name=dev", "team=shop", "zone=eu,1")
                .contains("telemetry.sdk.language=java");
        assertThat(kept()).isEmpty();
        assertThat(troubles).isEmpty();
    }

    @Test
    void while_plinth_is_away_lines_wait_on_disk_and_each_arrives_once() throws Exception {
        URI endpoint = nobody();
        LogShipper<LogLine> shipper = start(settings(endpoint));
        offer(shipper, 0, 3_000);
        await().atMost(LIMIT).until(() -> shipper.figures().diskBytes() > 0);
        assertThat(trouble("lines wait")).contains(endpoint + "/v1/logs");
        offer(shipper, 3_000, 5_000);
        assertThat(shipper.flush(Duration.ofMillis(300))).isFalse();
        TestingPort port = port(endpoint.getPort());
        awaitLines(port, 5_000);
        assertThat(shipper.flush(LONG)).isTrue();
        await().atMost(LIMIT).until(() -> kept().isEmpty());
        assertThat(shipper.figures()).isEqualTo(new LogShipper.Figures(5_000, 0, 0, 0));
    }

    @Test
    void a_plinth_that_hangs_holds_nobody_up_and_memory_stays_bounded() throws Exception {
        TestingPort hanging = port();
        hanging.hang();
        LogShipper<LogLine> shipper =
                start(settings(hanging.url()).queueSize(1_024).memory(1 << 20, 64 << 10));
        long longest = 0;
        int count = 30_000;
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            assertThat(shipper.offer(line("line " + i))).isTrue();
            longest = Math.max(longest, System.nanoTime() - begin);
        }
        assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(1));
        await().atMost(LIMIT).until(() -> shipper.figures().diskBytes() > 10_000);
        hanging.close();
        TestingPort port = port(hanging.port());
        awaitLines(port, count);
        assertThat(shipper.figures().dropped()).isZero();
    }

    @Test
    void what_is_not_sent_when_it_is_closed_is_sent_by_the_next() throws Exception {
        URI endpoint = nobody();
        try (LogShipper<LogLine> first = LogShipper.start(settings(endpoint))) {
            offer(first, 0, 700);
        }
        assertThat(kept()).isNotEmpty();
        TestingPort port = port(endpoint.getPort());
        LogShipper<LogLine> second = start(settings(endpoint));
        awaitLines(port, 700);
        await().atMost(LIMIT).until(() -> kept().isEmpty());
        assertThat(second.figures().taken()).isEqualTo(700);
    }

    @Test
    void closing_sends_what_waits_when_plinth_is_there() throws Exception {
        TestingPort port = port();
        LogShipper<LogLine> shipper = LogShipper.start(settings(port.url()));
        offer(shipper, 0, 2_000);
        shipper.close(LONG);
        assertThat(port.bodies()).isEqualTo(lines(0, 2_000));
        assertThat(shipper.offer(line("late"))).isFalse();
        assertThat(shipper.figures().dropped()).isEqualTo(1);
        try (Stream<Path> left = Files.list(directory.resolve("orders"))) {
            assertThat(left).isEmpty();
        }
        shipper.close();
    }

    @Test
    void an_interrupt_while_it_is_closed_loses_nothing() throws Exception {
        TestingPort hanging = port();
        hanging.hang();
        LogShipper<LogLine> shipper = LogShipper.start(settings(hanging.url()));
        offer(shipper, 0, 600);
        await().atMost(LIMIT).until(() -> hanging.requests() > 0);
        Thread.currentThread().interrupt();
        shipper.close(LONG);
        assertThat(Thread.interrupted()).isTrue();
        hanging.close();
        TestingPort port = port(hanging.port());
        start(settings(port.url()));
        awaitLines(port, 600);
    }

    @Test
    void what_a_killed_process_had_on_disk_is_sent_by_the_next() throws Exception {
        URI endpoint = nobody();
        Process process = ShippingProcess.start(directory, endpoint, 3_000, "wait");
        try (var out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("kept");
        } finally {
            process.destroyForcibly().waitFor();
        }
        TestingPort port = port(endpoint.getPort());
        start(settings(endpoint).service("killed"));
        awaitLines(port, 3_000);
        await().atMost(LIMIT).until(() -> kept().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_process_that_ends_without_closing_sends_or_keeps_its_last_lines(boolean there) throws Exception {
        URI endpoint = nobody();
        TestingPort port = there ? port(endpoint.getPort()) : null;
        Process process = ShippingProcess.start(directory, endpoint, 700, "exit");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        if (port == null) {
            port = port(endpoint.getPort());
            start(settings(endpoint).service("killed"));
        }
        awaitLines(port, 700);
    }

    @Test
    void processes_that_share_a_directory_leave_each_other_alone() throws Exception {
        URI endpoint = nobody();
        Process process = ShippingProcess.start(directory, endpoint, 500, "wait");
        try (var out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("kept");
            List<Path> theirs = kept();
            TestingPort mine = port();
            LogShipper<LogLine> shipper = start(settings(mine.url()).service("killed"));
            LogShipper<LogLine> other = start(settings(mine.url()).service("killed"));
            offer(shipper, 0, 10);
            assertThat(shipper.flush(LONG)).isTrue();
            await().during(Duration.ofSeconds(1)).atMost(LIMIT).until(() -> kept().equals(theirs));
            assertThat(mine.bodies()).isEqualTo(lines(0, 10));
            process.destroyForcibly().waitFor();
            // one of the two finds it, without being started again
            await().atMost(LIMIT).untilAsserted(() -> assertThat(mine.bodies()).hasSize(510));
            assertThat(other.figures().dropped()).isZero();
        } finally {
            process.destroyForcibly();
        }
        await().atMost(LIMIT).until(() -> kept().isEmpty());
    }

    @Test
    void what_is_damaged_or_half_written_is_left_out_and_all_else_is_sent() throws Exception {
        URI endpoint = nobody();
        try (LogShipper<LogLine> first = LogShipper.start(settings(endpoint))) {
            // a batch each
            for (int i = 0; i < 5; i++) {
                long before = first.figures().diskBytes();
                first.offer(line("line " + i));
                await().atMost(LIMIT).until(() -> first.figures().diskBytes() > before);
            }
        }
        assertThat(kept()).hasSize(1);
        try (RandomAccessFile file = new RandomAccessFile(kept().getFirst().toFile(), "rw")) {
            long entry = file.length() / 5;
            file.seek(entry + entry / 2);
            file.write(new byte[] {1, 2, 3});
            file.setLength(file.length() - 3);
        }
        // and what was never any
        Path alien = Files.createDirectories(directory.resolve("orders/left-0123456789abcdef"));
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        Files.write(alien.resolve("0-noise.logs"), noise);
        Files.write(alien.resolve("0-empty.logs"), new byte[0]);
        TestingPort port = port(endpoint.getPort());
        start(settings(endpoint));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(port.bodies()).hasSize(3));
        assertThat(port.bodies()).containsExactly("line 0", "line 2", "line 3");
        assertThat(trouble("damaged or half written")).contains("bytes");
        await().atMost(LIMIT).until(() -> kept().isEmpty());
    }

    @Test
    void what_lies_in_the_directory_and_is_not_ours_stays() throws Exception {
        Path other = Files.createDirectories(directory.resolve("orders/of-somebody"));
        Path file = Files.writeString(other.resolve("access.logs"), "not ours");
        TestingPort port = port();
        LogShipper<LogLine> shipper = start(settings(port.url()));
        offer(shipper, 0, 5);
        assertThat(shipper.flush(LONG)).isTrue();
        assertThat(file).hasContent("not ours");
    }

    @Test
    void only_its_user_can_read_what_is_kept() throws Exception {
        LogShipper<LogLine> shipper = start(settings(nobody()));
        offer(shipper, 0, 5);
        await().atMost(LIMIT).until(() -> !kept().isEmpty());
        Path file = kept().getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> directories = Files.walk(directory.resolve("orders"))) {
            assertThat(directories.filter(Files::isDirectory))
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                            .isEqualTo("rwx------"));
        }
    }

    @Test
    void a_directory_that_somebody_else_could_have_laid_out_is_not_used() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), elsewhere);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> SpillDirectory.open(link, true)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected: a directory, no link");
        Path wide = Files.createDirectory(directory.resolve("wide"));
        Files.setPosixFilePermissions(wide, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (SpillDirectory own = SpillDirectory.open(wide, true)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(wide)))
                    .isEqualTo("rwx------");
            assertThat(own).hasToString(wide.toString());
        }
    }

    @Test
    void without_a_directory_lines_wait_in_memory_and_the_oldest_stay() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        URI endpoint = nobody();
        LogShipper<LogLine> shipper =
                start(settings(endpoint).spillDirectory(file.toString()).memory(1 << 20, 1 << 10));
        assertThat(trouble("no directory to keep lines in")).contains("file");
        offer(shipper, 0, 20);
        trouble("lines wait");
        for (int i = 20; i < 5_000; i++) {
            shipper.offer(line("line " + i));
        }
        await().atMost(LIMIT).until(() -> shipper.figures().dropped() > 0);
        TestingPort port = port(endpoint.getPort());
        assertThat(shipper.flush(LONG)).isTrue();
        assertThat(port.bodies()).startsWith(lines(0, 20).toArray(String[]::new));
    }

    @Test
    void when_the_disk_is_full_what_comes_is_dropped_and_a_line_says_how_many() throws Exception {
        URI endpoint = nobody();
        LogShipper<LogLine> shipper = start(settings(endpoint).spillSize("1MB").memory(1 << 20, 100_000));
        Random random = new Random(7);
        int offered = 0;
        while (shipper.figures().dropped() == 0) {
            byte[] noise = new byte[3_000];
            random.nextBytes(noise);
            shipper.offer(line(offered++ + " " + new String(noise, StandardCharsets.ISO_8859_1)));
        }
        assertThat(shipper.figures().diskBytes()).isLessThanOrEqualTo(1 << 20);
        trouble("no room for more");
        TestingPort port = port(endpoint.getPort());
        await().atMost(LIMIT).until(() -> shipper.flush(LONG));
        shipper.offer(line("after"));
        assertThat(shipper.flush(LONG)).isTrue();
        List<LogRecord> records = port.records();
        List<LogRecord> said = records.stream()
                .filter(each -> each.getBody().getStringValue().contains("lines were dropped here"))
                .toList();
        long missing = said.stream()
                .mapToLong(each -> each.getAttributes(0).getValue().getIntValue())
                .sum();
        assertThat(missing).isEqualTo(shipper.figures().dropped()).isPositive();
        assertThat(records.size() - said.size() + missing).isEqualTo(offered + 1);
        assertThat(records.getLast().getBody().getStringValue()).isEqualTo("after");
        // the oldest stay
        assertThat(records.getFirst().getBody().getStringValue()).startsWith("0 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void who_is_told_when_to_come_back_waits_that_long(int status) throws Exception {
        TestingPort port = port();
        port.next(Answer.of(status, "Retry-After", "2"));
        LogShipper<LogLine> shipper = start(settings(port.url()));
        long begin = System.nanoTime();
        offer(shipper, 0, 100);
        assertThat(shipper.flush(LONG)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(port.requests()).isEqualTo(2);
        assertThat(port.bodies()).isEqualTo(lines(0, 100));
    }

    @Test
    void a_batch_that_is_too_large_is_divided_and_what_is_never_taken_is_left_out() throws Exception {
        TestingPort port = port();
        port.always(received -> {
            List<LogRecord> records = TestingPort.records(received.request());
            boolean poison = records.stream()
                    .anyMatch(each -> each.getBody().getStringValue().equals("poison"));
            return Answer.of(records.size() > 7 ? 413 : poison ? 400 : 200);
        });
        LogShipper<LogLine> shipper = start(settings(port.url()));
        offer(shipper, 0, 50);
        shipper.offer(line("poison"));
        offer(shipper, 50, 100);
        assertThat(shipper.flush(LONG)).isTrue();
        assertThat(port.bodies()).isEqualTo(lines(0, 100));
        assertThat(shipper.figures()).isEqualTo(new LogShipper.Figures(100, 0, 1, 0));
        assertThat(trouble("left out")).contains("status 400");
    }

    @Test
    void a_batch_that_breaks_something_does_not_keep_the_others_waiting() throws Exception {
        TestingPort port = port();
        port.always(received -> Answer.of(
                TestingPort.records(received.request()).stream()
                                .anyMatch(
                                        each -> each.getBody().getStringValue().equals("poison"))
                        ? 500
                        : 200));
        LogShipper<LogLine> shipper = start(settings(port.url()));
        shipper.offer(line("poison"));
        offer(shipper, 0, 3);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(port.bodies()).isEqualTo(lines(0, 3)));
        assertThat(shipper.figures().refused()).isEqualTo(1);
    }

    @Test
    void what_plinth_does_not_keep_is_counted_and_said() throws Exception {
        TestingPort port = port();
        port.next(Answer.of(200)
                .with(ExportLogsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                                .setRejectedLogRecords(2)
                                .setErrorMessage("too large"))
                        .build()
                        .toByteArray()));
        LogShipper<LogLine> shipper = start(settings(port.url()));
        offer(shipper, 0, 10);
        assertThat(shipper.flush(LONG)).isTrue();
        assertThat(shipper.figures()).isEqualTo(new LogShipper.Figures(8, 0, 2, 0));
        assertThat(trouble("2 of 10 lines were not kept: too large")).isNotEmpty();
    }

    @Test
    void lines_wait_until_a_refused_key_is_mended() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "wrong");
        TestingPort port = port();
        port.always(received -> Answer.of("ApiKey right".equals(received.authorization()) ? 200 : 401));
        LogShipper<LogLine> shipper = start(settings(port.url()).credential(Credential.file(key)));
        offer(shipper, 0, 100);
        assertThat(trouble("status 401")).doesNotContain("wrong");
        assertThat(shipper.figures().diskBytes()).isPositive();
        Files.writeString(key, "right");
        awaitLines(port, 100);
        assertThat(shipper.flush(LONG)).isTrue();
        assertThat(shipper.figures()).isEqualTo(new LogShipper.Figures(100, 0, 0, 0));
    }

    @Test
    void a_line_that_cannot_be_read_does_not_stop_the_others() throws Exception {
        TestingPort port = port();
        LogShipper<String> shipper = LogShipper.start(
                settings(port.url()),
                text -> {
                    if (text.equals("broken")) {
                        throw new IllegalStateException("secret");
                    }
                    return line(text);
                },
                String::length);
        open.add(0, shipper);
        List.of("line 0", "broken", "line 1").forEach(shipper::offer);
        assertThat(shipper.flush(LONG)).isTrue();
        assertThat(port.bodies())
                .containsExactly("line 0", "A line could not be read: java.lang.IllegalStateException", "line 1");
    }

    @Test
    void what_its_own_threads_log_is_not_shipped() throws Exception {
        TestingPort port = port();
        LogShipper<LogLine> shipper = start(settings(port.url()));
        CountDownLatch done = new CountDownLatch(1);
        new OwnThread(
                        () -> {
                            assertThat(shipper.offer(line("own"))).isFalse();
                            done.countDown();
                        },
                        "test")
                .start();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        offer(shipper, 0, 1);
        assertThat(shipper.flush(LONG)).isTrue();
        assertThat(port.bodies()).containsExactly("line 0");
    }

    @Test
    void troubles_are_said_once_in_a_while() {
        long[] now = {0};
        List<String> said = new CopyOnWriteArrayList<>();
        Troubles once = new Troubles(said::add, Duration.ofMinutes(1), () -> now[0]);
        once.say("a");
        once.say("b");
        now[0] = Duration.ofSeconds(59).toNanos();
        once.say("c");
        now[0] = Duration.ofSeconds(60).toNanos();
        once.say("d");
        assertThat(said).containsExactly("a", "d");
    }
}
