// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void waits_grow_to_a_limit_and_begin_anew_after_a_good_while() {
        BackOff backOff = new BackOff();
        assertThat(IntStream.range(0, 10)
                        .mapToObj(i -> backOff.afterFailure(Duration.ZERO).toMillis()))
                .containsExactly(200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L);
        assertThat(backOff.afterFailure(Duration.ofSeconds(59))).isEqualTo(BackOff.LONGEST);
        assertThat(backOff.afterFailure(Duration.ofSeconds(60))).isEqualTo(BackOff.FIRST);
    }
}
