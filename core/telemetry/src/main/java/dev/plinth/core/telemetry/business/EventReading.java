// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.pipeline.Attributes;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Counts the transactions in the events that services told: log records of OTLP with the name of an event. */
@Component
class EventReading implements Counting.Reading {
    private static final Logger LOG = LoggerFactory.getLogger(EventReading.class);
    private static final long NANOS = 1_000_000;

    private final DeclaredTransactions transactions;
    private final VisitorIds ids;
    private final TelemetryFigures figures;

    EventReading(DeclaredTransactions transactions, VisitorIds ids, TelemetryFigures figures) {
        this.transactions = transactions;
        this.ids = ids;
        this.figures = figures;
    }

    @Override
    public void count(ConsumerRecord<byte[], byte[]> record, Tally tally) {
        ResourceLogs logs;
        try {
            logs = ResourceLogs.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            figures.dead(1);
            LOG.error(
                    "Record {} of {}-{} cannot be read: {}",
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    e.getMessage());
            return;
        }
        String env = Attributes.env(logs.getResource());
        String service = Attributes.service(logs.getResource(), app(record));
        for (ScopeLogs scope : logs.getScopeLogsList()) {
            for (LogRecord event : scope.getLogRecordsList()) {
                count(event, env, service, record.timestamp(), tally);
            }
        }
    }

    private void count(LogRecord event, String env, String service, long received, Tally tally) {
        long said = event.getTimeUnixNano() == 0 ? event.getObservedTimeUnixNano() : event.getTimeUnixNano();
        long millis = Moments.believed(said / NANOS, received);
        Happening happening =
                new Happening(Happening.Sort.EVENT, env, event.getEventName(), service, null, fields(event, service));
        for (Outcome outcome : transactions.outcomes(happening)) {
            String user = outcome.user();
            tally.transaction(outcome, millis, user == null ? null : ids.ofUser(user));
        }
    }

    private static Map<String, String> fields(LogRecord event, String service) {
        Map<String, String> fields = new HashMap<>();
        fields.put("service", service);
        for (KeyValue attribute : event.getAttributesList()) {
            String text = text(attribute.getValue());
            if (!text.isEmpty()) {
                fields.put(attribute.getKey(), text);
            }
        }
        return fields;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE ->
                Double.isFinite(value.getDoubleValue())
                        ? new BigDecimal(Double.toString(value.getDoubleValue())).toPlainString()
                        : "";
            default -> "";
        };
    }

    private static String app(ConsumerRecord<byte[], byte[]> record) {
        Header app = record.headers().lastHeader(Topic.APP);
        return app == null ? "" : new String(app.value(), StandardCharsets.UTF_8);
    }
}
