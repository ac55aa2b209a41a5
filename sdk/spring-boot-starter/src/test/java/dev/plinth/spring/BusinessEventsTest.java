// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class BusinessEventsTest {
    private static final BusinessEvent PAYMENT = BusinessEvent.named("payment")
            .user("user:ada")
            .amount(new BigDecimal("1E+2"), "EUR")
            .with("method", "cash")
            .with("method", "card");

    /** Keeps what is told. */
    private static final class Kept implements LogRecordProcessor {
        final List<LogRecordData> records = new ArrayList<>();

        @Override
        public void onEmit(Context context, ReadWriteLogRecord told) {
            records.add(told.toLogRecordData());
        }
    }

    @Test
    void an_event_is_a_log_record_with_a_name() {
        Kept kept = new Kept();
        try (SdkLoggerProvider loggers =
                SdkLoggerProvider.builder().addLogRecordProcessor(kept).build()) {
            BusinessEvents events = new BusinessEvents(
                    OpenTelemetrySdk.builder().setLoggerProvider(loggers).build());
            events.tell(PAYMENT);
            events.tell(PAYMENT.failed("card_declined"));
        }
        assertThat(kept.records).hasSize(2);
        LogRecordData paid = kept.records.get(0);
        assertThat(paid.getEventName()).isEqualTo("payment");
        assertThat(paid.getSeverity()).isEqualTo(Severity.INFO);
        assertThat(paid.getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("user.id"), "user:ada")
                .containsEntry(AttributeKey.stringKey("amount"), "100")
                .containsEntry(AttributeKey.stringKey("currency"), "EUR")
                .containsEntry(AttributeKey.stringKey("method"), "card")
                .hasSize(4);
        LogRecordData failed = kept.records.get(1);
        assertThat(failed.getSeverity()).isEqualTo(Severity.WARN);
        assertThat(failed.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("card_declined");
    }

    @Test
    void an_event_has_a_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BusinessEvent.named(" "))
                .withMessageContaining("\" \"");
    }

    @Test
    void they_are_there_without_a_plinth_and_then_nobody_hears_them() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BusinessAutoConfiguration.class))
                .run(context -> {
                    assertThat(context).hasSingleBean(BusinessEvents.class);
                    context.getBean(BusinessEvents.class).tell(PAYMENT);
                });
    }
}
