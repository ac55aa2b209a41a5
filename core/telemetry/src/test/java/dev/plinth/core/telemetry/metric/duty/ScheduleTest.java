// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    @Test
    void a_target_has_its_place_in_each_interval() {
        for (long hash : new long[] {0, 1, 14_999, 15_000, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            long place = Math.floorMod(hash, 15_000L);
            long first = Schedule.next(1_700_000_000_123L, INTERVAL, hash);
            assertThat(first).isBetween(1_700_000_000_124L, 1_700_000_015_123L);
            assertThat(first % 15_000).isEqualTo(place);
            assertThat(Schedule.next(first, INTERVAL, hash)).isEqualTo(first + 15_000);
            assertThat(Schedule.next(first - 1, INTERVAL, hash)).isEqualTo(first);
        }
    }

    @Test
    void tasks_are_spread_over_the_interval() {
        int[] perSecond = new int[15];
        for (int i = 0; i < 1_500; i++) {
            long hash = Labels.of("address", "node" + i + ":9100").hash64();
            perSecond[(int) (Schedule.next(0, INTERVAL, hash) % 15_000 / 1_000)]++;
        }
        assertThat(Arrays.stream(perSecond).min().orElseThrow()).isGreaterThan(60);
        assertThat(Arrays.stream(perSecond).max().orElseThrow()).isLessThan(140);
    }

    @Test
    void a_time_that_is_nearly_what_was_meant_is_that() {
        assertThat(Schedule.timestamp(1_000, 1_002, INTERVAL)).isEqualTo(1_000);
        assertThat(Schedule.timestamp(1_000, 1_003, INTERVAL)).isEqualTo(1_003);
        assertThat(Schedule.timestamp(1_000, 999, INTERVAL)).isEqualTo(1_000);
    }
}
