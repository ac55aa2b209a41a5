// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void quantiles_are_off_by_nine_percent_at_most_also_after_a_sum_and_in_bytes() {
        Random random = new Random(42);
        long[] all = new long[10_000];
        Durations one = new Durations();
        Durations other = new Durations();
        for (int i = 0; i < all.length; i++) {
            all[i] = (long) Math.exp(random.nextGaussian() * 2 + 16);
            (i % 3 == 0 ? one : other).add(all[i]);
        }
        Arrays.sort(all);
        one.add(other);
        Durations read = Durations.decode(one.encode());
        assertThat(read.count()).isEqualTo(all.length);
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
            double exact = all[(int) Math.ceil(share * all.length) - 1];
            assertThat(read.quantile(share)).as("%s", share).isCloseTo(exact, withinPercentage(9.1));
        }
        assertThat(read.encode().length).isLessThan(250);
    }

    @Test
    void any_duration_has_a_bucket_and_none_has_no_quantile() {
        Durations durations = new Durations();
        assertThat(durations.quantile(0.5)).isNaN();
        assertThat(Durations.decode(durations.encode()).count()).isZero();
        for (long nanos : new long[] {0, -5, 1, 1_000_000_000, Long.MAX_VALUE}) {
            durations.add(nanos);
        }
        assertThat(Durations.decode(durations.encode()).count()).isEqualTo(5);
        assertThat(durations.quantile(1)).isGreaterThan(9e18);
    }
}
