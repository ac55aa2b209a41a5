// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ParametersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1435781451, 1435781451000",
        "1435781451.781, 1435781451781",
        "1435781451.7814, 1435781451781",
        "1.435781451781e9, 1435781451781",
        "-1.5, -1500",
        "2015-07-01T20:10:51.781Z, 1435781451781",
        "2015-07-01T22:10:51.781+02:00, 1435781451781",
        "-292273086-05-16T16:47:06Z, -62135596800000",
        "292277025-08-18T07:12:54.999999999Z, 253402300799999",
        "1e30, 253402300799999"
    })
    void a_time_is_in_seconds_or_as_RFC_3339_has_it(String text, long millis) {
        assertThat(Parameters.parseTime(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "NaN", "2015-07-01", "30m"})
    void what_is_no_time_is_refused(String text) {
        assertThatThrownBy(() -> Parameters.parseTime(text))
                .hasMessage("cannot parse \"" + text + "\" to a valid timestamp");
    }

    @ParameterizedTest
    @CsvSource({"15, 15000", "0.5, 500", "1m30s, 90000", "1d, 86400000", "-3, -3000", "0.0001, 0"})
    void a_duration_is_in_seconds_or_has_units(String text, long millis) {
        assertThat(Parameters.parseDuration(text)).isEqualTo(millis);
    }

    @Test
    void what_is_no_duration_is_refused() {
        assertThatThrownBy(() -> Parameters.parseDuration("soon"))
                .hasMessage("cannot parse \"soon\" to a valid duration");
        assertThatThrownBy(() -> Parameters.parseDuration("1e30"))
                .hasMessage("cannot parse \"1e30\" to a valid duration. It overflows int64");
    }

    @Test
    void nobody_waits_longer_than_the_limit() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        Parameters parameters = new Parameters(request);
        assertThat(parameters.timeout(Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
        request.setParameter("timeout", "1h");
        assertThat(parameters.timeout(Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
        request.setParameter("timeout", "1500ms");
        assertThat(parameters.timeout(Duration.ofMinutes(2))).isEqualTo(Duration.ofMillis(1500));
    }
}
