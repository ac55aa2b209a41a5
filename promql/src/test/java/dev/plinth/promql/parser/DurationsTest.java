// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void readsAllUnits() {
        assertThat(Durations.parse("1y1w1d1h1m1s1ms"))
                .isEqualTo(((((365 + 7 + 1) * 24L + 1) * 60 + 1) * 60 + 1) * 1000 + 1);
        assertThat(Durations.parse("0")).isZero();
        assertThat(Durations.parse("90m")).isEqualTo(5_400_000);
    }

    @Test
    void writesTheShortest() {
        assertThat(Durations.format(5_400_000)).isEqualTo("1h30m");
        assertThat(Durations.format(0)).isEqualTo("0s");
        assertThat(Durations.format(14 * 86_400_000L)).isEqualTo("2w");
        assertThat(Durations.format(15 * 86_400_000L)).isEqualTo("15d");
        assertThat(Durations.format(1500)).isEqualTo("1s500ms");
        assertThat(Durations.format(-60_000)).isEqualTo("-1m");
    }

    @Test
    void refusesWhatIsNone() {
        for (String text : new String[] {"", "1", "m", "1m1h", "-1m", "1.5h", "300y", "99999999999999999999s"}) {
            assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
