// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import static dev.plinth.core.telemetry.metric.probe.Trying.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against real sockets. */
class TcpProbeTest {
    private final Prober prober = new Prober(secret -> "", Clock.systemUTC());

    @AfterEach
    void stop() {
        prober.close();
    }

    private Outcome once(TestingLine line, String more) throws InterruptedException {
        return Trying.once(
                prober, "{tcp: {address: \"%s\"%s}}".formatted(line.address(), more), Duration.ofMillis(1_500));
    }

    @Test
    void who_accepts_a_connection_is_up() throws InterruptedException {
        try (TestingLine line = TestingLine.talking("")) {
            Outcome outcome = once(line, "");
            assertThat(outcome.error()).isEmpty();
            assertThat(outcome.measures().keySet().stream()
                            .map(each -> each.metric().text()))
                    .containsExactlyInAnyOrder(
                            "probe_success",
                            "probe_duration_seconds",
                            "probe_dns_lookup_time_seconds",
                            "probe_ip_protocol",
                            "probe_failed_due_to_regex");
            assertThat(value(outcome, ProbeMetric.IP_PROTOCOL)).isEqualTo(4);
        }
    }

    @Test
    void who_does_not_listen_is_down() throws InterruptedException, IOException {
        int port = Trying.closedPort();
        Outcome outcome = Trying.once(prober, "{tcp: {address: \"127.0.0.1:%d\"}}".formatted(port));
        assertThat(outcome.error()).isEqualTo("no connection to 127.0.0.1:%d: Connection refused".formatted(port));
    }

    @Test
    void addresses_of_both_versions_are_taken_as_they_are() throws InterruptedException, IOException {
        int port = Trying.closedPort();
        Outcome six = Trying.once(prober, "{tcp: {address: \"[::1]:%d\"}}".formatted(port));
        assertThat(six.error()).startsWith("no connection to [0:0:0:0:0:0:0:1]:%d: ".formatted(port));
        assertThat(value(six, ProbeMetric.IP_PROTOCOL)).isEqualTo(6);
        Outcome none = Trying.once(prober, "{tcp: {address: \"127.0.0.300:%d\"}}".formatted(port));
        assertThat(none.error()).isEqualTo("no such address: 127.0.0.300");
        assertThat(value(none, ProbeMetric.IP_PROTOCOL)).isZero();
    }

    @Test
    void a_line_is_expected_and_then_one_is_sent() throws InterruptedException {
        try (TestingLine line = TestingLine.talking("220 mail.example.com ready\r\n250 more\r\n")) {
            assertThat(once(line, ", expect: '^220 .*ready$', send: \"QUIT\\r\\n\"")
                            .error())
                    .isEmpty();
            await().atMost(Duration.ofSeconds(10)).until(() -> line.heard.contains("QUIT\r\n"));
        }
    }

    @Test
    void another_line_than_the_expected_one_fails_and_is_shown() throws InterruptedException {
        try (TestingLine line = TestingLine.talking("554 \u0007go away\r\n220 later\r\n")) {
            Outcome outcome = once(line, ", expect: '^220 ', send: QUIT");
            assertThat(outcome.error()).isEqualTo("the first line is \"554 ?go away\" (expected: a match of ^220 )");
            assertThat(value(outcome, ProbeMetric.FAILED_DUE_TO_REGEX)).isEqualTo(1);
            await().atMost(Duration.ofSeconds(10)).until(() -> line.heard.equals(List.of("")));
        }
    }

    @Test
    void a_prompt_without_an_end_is_a_line_as_well() throws InterruptedException {
        try (TestingLine line = TestingLine.talking("login: ")) {
            Outcome outcome = once(line, ", expect: '^login:'");
            assertThat(outcome.error()).isEmpty();
            assertThat(outcome.seconds()).isLessThan(1.4);
        }
    }

    @Test
    void a_line_may_come_in_pieces() throws InterruptedException {
        try (TestingLine line = TestingLine.serving((socket, heard) -> {
            for (String piece : List.of("2", "20 rea", "dy for you\r", "\n")) {
                TestingLine.say(socket, piece);
                heard.add(piece);
            }
            var _ = socket.getInputStream().read();
        })) {
            assertThat(once(line, ", expect: '^220 ready.*you$'").error()).isEmpty();
            assertThat(line.heard).isNotEmpty();
        }
    }

    @Test
    void who_says_nothing_is_too_late_and_who_closes_has_said_nothing() throws InterruptedException {
        try (TestingLine silent = TestingLine.talking("");
                TestingLine closing = TestingLine.saying("")) {
            assertThat(once(silent, ", expect: x").error())
                    .isEqualTo("no complete answer within 1s500ms (at the end: expect)");
            assertThat(once(closing, ", expect: x").error()).isEqualTo("nothing came (expected: a match of x)");
        }
    }

    @Test
    void who_never_stops_is_not_heard_to_the_end() throws InterruptedException {
        try (TestingLine line = TestingLine.serving((socket, heard) -> {
            for (int i = 0; i < 100_000; i++) {
                TestingLine.say(socket, "x".repeat(1_000));
            }
        })) {
            Outcome outcome = once(line, ", expect: y");
            assertThat(outcome.error()).startsWith("the first line is \"xxx");
            assertThat(outcome.error()).hasSizeLessThan(200);
            await().atMost(Duration.ofSeconds(10)).until(() -> line.heard.contains("(it is closed)"));
        }
    }

    @Test
    void a_pattern_that_runs_on_is_stopped() throws InterruptedException {
        try (TestingLine line = TestingLine.talking("a".repeat(3_000) + "!\n")) {
            assertThat(once(line, ", expect: '(a|aa)+$'").error())
                    .startsWith("the pattern takes too long for this text");
        }
    }
}
