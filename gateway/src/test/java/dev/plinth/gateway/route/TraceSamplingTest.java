// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceSamplingTest {
    @Test
    void the_threshold_is_what_is_not_kept_of_56_bits() {
        assertThat(TraceSampling.threshold(1)).isNull();
        assertThat(TraceSampling.threshold(0.5)).isEqualTo("8");
        assertThat(TraceSampling.threshold(0.25)).isEqualTo("c");
        assertThat(TraceSampling.threshold(0.1)).isEqualTo("e6666666666668");
        assertThat(TraceSampling.threshold(0)).isEqualTo("ffffffffffffff");
    }

    @Test
    void it_is_found_among_what_others_say_and_nothing_else_is_taken_for_it() {
        assertThat(TraceSampling.thresholdOf("plinth=th:c")).isEqualTo("c");
        assertThat(TraceSampling.thresholdOf("a=1, plinth=th:e8,b=2")).isEqualTo("e8");
        assertThat(TraceSampling.thresholdOf(null)).isNull();
        assertThat(TraceSampling.thresholdOf("xplinth=th:c")).isNull();
        assertThat(TraceSampling.thresholdOf("plinth=th:")).isNull();
        assertThat(TraceSampling.thresholdOf("plinth=th:0123456789abcdef")).isNull();
        assertThat(TraceSampling.thresholdOf("plinth=x:c")).isNull();
    }
}
