// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.alerting.dispatch.Alert;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostedAlertsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static PostedAlerts read(String json) {
        return PostedAlerts.read(json.getBytes(StandardCharsets.UTF_8), "dev", NOW);
    }

    private static Alert one(String rest) {
        return read("[{\"labels\":{\"a\":\"b\"}" + rest + "}]").valid().getFirst();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-03-01T11:00:00Z,              2026-03-01T11:00:00Z
            2026-03-01T11:00:00.123456789Z,    2026-03-01T11:00:00.123456789Z
            2026-03-01T11:00:00+02:00,         2026-03-01T09:00:00Z
            2026-03-01T11:00:00,               2026-03-01T11:00:00Z
            0001-01-01T00:00:00.000Z,          2026-03-01T12:00:00Z
            '',                                2026-03-01T12:00:00Z
            """)
    void times_are_read_and_those_of_none_are_now(String text, Instant expected) {
        assertThat(one(",\"startsAt\":\"" + text + "\"").startsAt()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "2026-03-01", "+12026-03-01T11:00:00Z", "-0001-03-01T11:00:00Z"})
    void what_is_no_time_is_refused_with_all(String text) {
        assertThatThrownBy(() -> one(",\"endsAt\":\"" + text + "\""))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining("0.endsAt is no time: \"" + text + "\"");
    }

    @Test
    void an_alert_that_only_ends_began_when_it_ended() {
        Alert alert = one(",\"endsAt\":\"2026-03-01T11:00:00Z\"");
        assertThat(alert.startsAt()).isEqualTo(alert.endsAt());
        assertThat(alert.isResolved(NOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://p:9090/graph?g0.expr=up%20%3E+1&g0.tab=1", "/graph", "mailto:x", "http://p/a b{c}|d"})
    void addresses_are_kept_as_they_are(String url) {
        assertThat(one(",\"generatorURL\":\"" + url + "\"").generatorUrl()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"graph", "foo bar", "http://p/%zz", "http://p/%2", "http://p/\\n"})
    void what_is_no_address_is_refused_with_all(String url) {
        assertThatThrownBy(() -> one(",\"generatorURL\":\"" + url + "\""))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(422));
    }

    @Test
    void a_long_address_is_read_and_one_that_is_too_long_costs_its_alert() {
        assertThat(one(",\"generatorURL\":\"http://p/" + "%20".repeat(20_000) + "\"")
                        .generatorUrl())
                .hasSize(60_009);
        assertThat(read("[{\"labels\":{\"a\":\"b\"},\"generatorURL\":\"http://p/" + "%20".repeat(30_000) + "\"}]")
                        .refused())
                .containsExactly("generatorURL: 90009 characters (expected: at most 65536)");
    }

    @Test
    void names_and_their_number_are_bounded_and_of_many_reasons_some_are_said() {
        String many = IntStream.rangeClosed(0, PostedAlerts.MAX_LABELS)
                .mapToObj(i -> "\"l%d\":\"v\"".formatted(i))
                .collect(Collectors.joining(","));
        String named = "\"" + "n".repeat(PostedAlerts.MAX_NAME + 1) + "\":\"v\"";
        PostedAlerts posted = read(
                "[{\"labels\":{%s}},{\"labels\":{%s}},{\"labels\":{\"\":\"v\"}},{\"labels\":{\"a\":\"b\"},\"annotations\":{%s}},{\"labels\":{\"ö b\":\"c\"}}]"
                        .formatted(many, named, many));
        assertThat(posted.refused())
                .containsExactly(
                        "invalid label set: 101 names (expected: at most 100)",
                        "invalid label set: a name of 1025 characters (expected: at most 1024)",
                        "invalid label set: invalid name \"\"",
                        "invalid annotations: 101 names (expected: at most 100)");
        assertThat(posted.valid()).hasSize(1);
        assertThat(read(IntStream.range(0, 50)
                                .mapToObj(i -> "{\"labels\":{}}")
                                .collect(Collectors.joining(",", "[", "]")))
                        .reasons())
                .startsWith("at least one label pair required; at least")
                .endsWith("; and 30 more")
                .hasSizeLessThan(800);
    }
}
