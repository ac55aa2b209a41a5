// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChannelHttpTest {
    @Test
    void reads_how_long_to_wait() {
        assertThat(ChannelHttp.retryAfter("17", Messages.NOW)).isEqualTo(Duration.ofSeconds(17));
        assertThat(ChannelHttp.retryAfter(" 0 ", Messages.NOW)).isZero();
        assertThat(ChannelHttp.retryAfter("Sun, 01 Mar 2026 09:02:00 GMT", Messages.NOW))
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(ChannelHttp.retryAfter("Sun, 01 Mar 2026 08:00:00 GMT", Messages.NOW))
                .isZero();
        assertThat(ChannelHttp.retryAfter("999999999", Messages.NOW)).isEqualTo(Duration.ofDays(1));
        assertThat(ChannelHttp.retryAfter("soon", Messages.NOW)).isNull();
        assertThat(ChannelHttp.retryAfter("-5", Messages.NOW)).isNull();
    }
}
