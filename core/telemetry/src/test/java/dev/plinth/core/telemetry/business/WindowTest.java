// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.core.kernel.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-26T10:20:30Z"), ZoneOffset.UTC);

    private static Window window(@Nullable String from, @Nullable String to, @Nullable String step, String zone) {
        return Window.of(
                from == null ? null : Instant.parse(from), to == null ? null : Instant.parse(to), step, zone, NOW);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                                ,                     ,       , UTC          , hour  , 2026-11-25T10:00:00Z, 2026-11-26T11:00:00Z
            2026-11-26T10:00:10Z,                     ,       , UTC          , minute, 2026-11-26T10:00:00Z, 2026-11-26T10:21:00Z
            2026-11-26T10:00:10Z, 2026-11-26T10:20:00Z, hour  , UTC          , hour  , 2026-11-26T10:00:00Z, 2026-11-26T11:00:00Z
            2026-11-01T12:00:00Z, 2026-11-26T00:00:00Z,       , UTC          , day   , 2026-11-01T00:00:00Z, 2026-11-26T00:00:00Z
            2026-11-01T12:00:00Z, 2026-11-26T00:00:00Z, day   , Asia/Shanghai, day   , 2026-10-31T16:00:00Z, 2026-11-26T16:00:00Z
            2026-10-24T12:00:00Z, 2026-10-25T12:00:00Z, day   , Europe/Berlin, day   , 2026-10-23T22:00:00Z, 2026-10-25T23:00:00Z
            2026-11-25T12:00:00Z, 2026-11-26T00:00:00Z, day   , Asia/Kolkata , day   , 2026-11-24T18:00:00Z, 2026-11-26T18:00:00Z
            """)
    void steps_begin_where_those_of_people_do(
            @Nullable String from,
            @Nullable String to,
            @Nullable String step,
            String zone,
            String chosen,
            String begin,
            String end) {
        Window window = window(from, to, step, zone);
        assertThat(window.stepName()).isEqualTo(chosen);
        assertThat(window.from()).isEqualTo(begin);
        assertThat(window.to()).isEqualTo(end);
    }

    @Test
    void days_of_25_and_23_hours_follow_each_other() {
        Window autumn = window("2026-10-25T12:00:00Z", "2026-10-26T12:00:00Z", "day", "Europe/Berlin");
        assertThat(autumn.next(autumn.from())).isEqualTo("2026-10-25T23:00:00Z");
        Window spring = window("2026-03-29T12:00:00Z", "2026-03-30T12:00:00Z", "day", "Europe/Berlin");
        assertThat(spring.from()).isEqualTo("2026-03-28T23:00:00Z");
        assertThat(spring.next(spring.from())).isEqualTo("2026-03-29T22:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-11-26T10:00:00Z, 2026-11-26T09:00:00Z,       , UTC  , from
            2024-11-26T10:00:00Z, 2026-11-26T09:00:00Z, day   , UTC  , from
            2026-11-20T10:00:00Z, 2026-11-26T09:00:00Z, minute, UTC  , step
            2026-11-20T10:00:00Z, 2026-11-26T09:00:00Z, week  , UTC  , step
            2026-11-20T10:00:00Z, 2026-11-26T09:00:00Z, day   , Mars , zone
            """)
    void what_cannot_be_is_refused(String from, String to, @Nullable String step, String zone, String field) {
        assertThatThrownBy(() -> window(from, to, step, zone))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.violations())
                                .singleElement()
                                .satisfies(each -> assertThat(each.field()).isEqualTo(field)));
    }
}
