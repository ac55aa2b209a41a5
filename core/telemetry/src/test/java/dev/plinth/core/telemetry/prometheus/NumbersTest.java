// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "-2.5, -2.5",
        "0.1, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "1234567.125, 1234567.125",
        "12345678.125, 12345678.125",
        "0.0001, 0.0001",
        "0.000001, 0.000001",
        "0.00000123, 0.00000123",
        "1e-7, 1e-07",
        "1.5e-300, 1.5e-300",
        "1e20, 100000000000000000000",
        "123456789012345680000, 123456789012345680000",
        "1e21, 1e+21",
        "-1.7976931348623157e308, -1.7976931348623157e+308",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf"
    })
    void a_number_is_written_as_Go_writes_it_in_JSON(double number, String text) {
        assertThat(Numbers.value(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1000, 1",
        "1435781451781, 1435781451.781",
        "1435781451001, 1435781451.001",
        "1435781451010, 1435781451.010",
        "-1500, -1.500",
        "-1, -0.001"
    })
    void a_time_is_seconds_with_three_decimals_or_none(long millis, String text) {
        assertThat(Numbers.time(millis)).isEqualTo(text);
    }
}
