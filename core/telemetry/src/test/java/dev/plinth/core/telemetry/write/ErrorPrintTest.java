// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorPrintTest {
    private static LogRecord error(String body) {
        return LogRecord.newBuilder()
                .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
                .setBody(AnyValue.newBuilder().setStringValue(body))
                .build();
    }

    private static ErrorPrint print(String body) {
        return Objects.requireNonNull(ErrorPrint.of(error(body), "till"));
    }

    @Test
    void what_differs_each_time_makes_no_other_error() {
        ErrorPrint one = print("order 17 of 'ada' failed at 10.0.0.1:80\n  at dev.shop.Till.pay(Till.java:12)");
        assertThat(one)
                .isEqualTo(print("order 18 of 'bob' failed at 10.0.0.2:80\n  at dev.shop.Till.pay(Till.java:14)"));
        assertThat(one.title()).isEqualTo("order … of … failed at …");
        assertThat(one)
                .isNotEqualTo(
                        print("order 17 of 'ada' failed at 10.0.0.1:80\n  at dev.shop.Till.refund(Till.java:12)"));
        assertThat(ErrorPrint.of(error("x"), "orders")).isNotEqualTo(print("x"));
        assertThat(ErrorPrint.of(LogRecord.getDefaultInstance(), "till")).isNull();
    }

    /** It stands before everything that is written, so nothing may hold it up. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", " ", "\t", "\n at ", "a", "7", "\"", "'", "f0"})
    void no_text_makes_it_run_on(String part) {
        String body = part.repeat((700 << 10) / part.length());
        assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(print(body).title()).hasSizeLessThanOrEqualTo(200));
    }
}
