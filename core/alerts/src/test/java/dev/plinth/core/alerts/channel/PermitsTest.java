// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PermitsTest {
    private static final ResourceKey CHANNEL = new ResourceKey("AlertChannel", "prod", "chat");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Permits permits = new Permits(nanos::get);

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void no_minute_has_more_than_it_may() {
        assertThat(permits.take(CHANNEL, 2)).isZero();
        pass(40);
        assertThat(permits.take(CHANNEL, 2)).isZero();
        assertThat(permits.take(CHANNEL, 2)).isEqualTo(Duration.ofSeconds(20));
        pass(19);
        assertThat(permits.take(CHANNEL, 2)).isEqualTo(Duration.ofSeconds(1));
        pass(1);
        assertThat(permits.take(CHANNEL, 2)).isZero();
        assertThat(permits.take(CHANNEL, 2)).as("the second is 20 s old").isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void each_channel_counts_for_itself_and_a_lower_limit_counts_at_once() {
        ResourceKey other = new ResourceKey("AlertChannel", "dev", "chat");
        for (int i = 0; i < 3; i++) {
            assertThat(permits.take(CHANNEL, 3)).isZero();
            pass(10);
        }
        assertThat(permits.take(other, 1)).isZero();
        assertThat(permits.take(CHANNEL, 1))
                .as("until the third is a minute old")
                .isEqualTo(Duration.ofSeconds(50));
        permits.forget(CHANNEL);
        assertThat(permits.take(CHANNEL, 1)).isZero();
    }
}
