// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VisitorsTest {
    private static final long MINUTE = 60_000;
    private static final Visitors.Id ADA = new Visitors.Id("dev", "shop", 7);

    @Test
    void a_session_ends_after_half_an_hour_without_a_request() {
        Visitors visitors = new Visitors();
        assertThat(visitors.comes(ADA, 0)).isTrue();
        assertThat(visitors.comes(ADA, 30 * MINUTE)).isFalse();
        assertThat(visitors.comes(ADA, 59 * MINUTE)).isFalse();
        assertThat(visitors.comes(ADA, 58 * MINUTE)).as("out of order").isFalse();
        assertThat(visitors.comes(ADA, 89 * MINUTE + 1)).isTrue();
        assertThat(visitors.comes(new Visitors.Id("dev", "blog", 7), 89 * MINUTE))
                .as("in another app")
                .isTrue();
    }

    @Test
    void what_is_stored_goes_on_elsewhere_and_is_exact_to_a_minute() {
        Visitors visitors = new Visitors();
        visitors.comes(ADA, 0);
        assertThat(visitors.news()).containsExactly(Map.entry(ADA, 0L));
        visitors.stored(visitors.news());
        assertThat(visitors.news()).isEmpty();
        visitors.comes(ADA, MINUTE - 1);
        assertThat(visitors.news()).as("a minute is not over").isEmpty();
        visitors.comes(ADA, MINUTE);
        assertThat(visitors.news()).containsExactly(Map.entry(ADA, MINUTE));

        Visitors elsewhere = new Visitors();
        elsewhere.know(ADA, MINUTE);
        assertThat(elsewhere.news()).isEmpty();
        assertThat(elsewhere.comes(ADA, 30 * MINUTE)).isFalse();
    }

    @Test
    void who_has_gone_is_forgotten() {
        Visitors visitors = new Visitors();
        visitors.comes(ADA, 0);
        visitors.forget(31 * MINUTE);
        assertThat(visitors.news()).isEmpty();
        assertThat(visitors.comes(ADA, 31 * MINUTE)).isTrue();
    }

    @Test
    void different_ones_are_counted_exactly_when_few_and_closely_when_many() {
        Distinct few = new Distinct();
        for (int i = 0; i < 300; i++) {
            few.add(i % 10);
        }
        assertThat(few.estimate()).isEqualTo(10);
        assertThat(few.encode()).hasSizeLessThan(100);

        Random random = new Random(1);
        Distinct one = new Distinct();
        Distinct other = new Distinct();
        for (int i = 0; i < 60_000; i++) {
            long each = random.nextLong();
            one.add(each);
            if (i < 30_000) {
                other.add(each);
            } else {
                other.add(random.nextLong());
            }
        }
        assertThat(one.estimate()).isCloseTo(60_000, within(1_500L));
        assertThat(one.encode().length).isLessThan(9_000);
        Distinct both = Distinct.decode(one.encode());
        both.add(other);
        assertThat(both.estimate()).as("half of the second were in the first").isCloseTo(90_000, within(2_200L));
        both.add(one);
        assertThat(both.estimate()).as("the same again").isCloseTo(90_000, within(2_200L));
    }
}
