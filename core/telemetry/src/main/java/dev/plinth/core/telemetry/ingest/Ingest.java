// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.TelemetryProperties;
import dev.plinth.core.telemetry.ingest.Batch.Piece;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.pipeline.Attributes;
import dev.plinth.core.telemetry.pipeline.Pipelines;
import dev.plinth.core.telemetry.stream.Stream;
import dev.plinth.core.telemetry.stream.Streams;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes what is sent, by whichever protocol. It answers when Kafka has it all, so what was acknowledged is not lost with this process; a
 * request that failed half way is sent again by its sender, as OTLP wants it, and may then be there twice in part.
 */
@Component
class Ingest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final Duration LIMIT = Duration.ofSeconds(12);
    private static final Duration COME_BACK = Duration.ofSeconds(2);

    private final KafkaAccess kafka;
    private final TelemetryFigures figures;
    private final Quotas quotas;
    private final Pipelines pipelines;
    private final Streams streams;
    private final InFlight inFlight;
    private final Object opening = new Object();
    private volatile @Nullable Producer<byte[], byte[]> producer;
    private volatile boolean closed;

    Ingest(
            KafkaAccess kafka,
            TelemetryProperties properties,
            TelemetryFigures figures,
            Quotas quotas,
            Pipelines pipelines,
            Streams streams) {
        this.kafka = kafka;
        this.figures = figures;
        this.quotas = quotas;
        this.pipelines = pipelines;
        this.streams = streams;
        this.inFlight = new InFlight(properties.maxInFlight().toBytes());
    }

    /** Room for a body, to be taken before it is read and given back when it is answered. */
    InFlight.Share share() {
        return inFlight.open();
    }

    ExportLogsServiceResponse logs(byte[] body, Sender sender) throws Refusal {
        admit(body.length, sender);
        return logs(read(body, ExportLogsServiceRequest.parser(), ExportLogsServiceRequest.getDescriptor()), sender);
    }

    ExportTraceServiceResponse spans(byte[] body, Sender sender) throws Refusal {
        admit(body.length, sender);
        return spans(read(body, ExportTraceServiceRequest.parser(), ExportTraceServiceRequest.getDescriptor()), sender);
    }

    /** A message that is read from its bytes, repaired if it has texts that are none. */
    static <T extends Message> T read(byte[] body, Parser<T> parser, Descriptor type) throws Refusal {
        try {
            return parser.parseFrom(body);
        } catch (InvalidProtocolBufferException first) {
            try {
                return parser.parseFrom(TextRepair.repaired(body, type));
            } catch (InvalidProtocolBufferException e) {
                throw new Refusal(
                        Reason.MALFORMED, "The body cannot be read as OTLP in protobuf: " + first.getMessage());
            }
        }
    }

    /** Whether that much may be sent now of what goes to OpenSearch. */
    void admit(int bytes, Sender sender) throws Refusal {
        admitMetrics(bytes, sender);
        refuseWhen(figures.behind());
    }

    /** Whether that much may be sent now of what does not go to OpenSearch. */
    void admitMetrics(int bytes, Sender sender) throws Refusal {
        quotas.take(sender, bytes);
        refuseWhen(figures.full());
    }

    /** Whether that much may be sent now of what does not go to Kafka. */
    void admitAlerts(int bytes, Sender sender) throws Refusal {
        quotas.take(sender, bytes);
    }

    static void refuseWhen(@Nullable String problem) throws Refusal {
        if (problem != null) {
            throw new Refusal(Reason.UNAVAILABLE, problem, Duration.ofSeconds(30));
        }
    }

    ExportLogsServiceResponse logs(ExportLogsServiceRequest request, Sender sender) throws Refusal {
        String app = sender.app();
        ExportLogsServiceRequest processed = pipelines.apply(request, app);
        Batch batch = Batch.of(
                processed,
                app,
                resource -> streams.of(Attributes.service(resource, app), app, Attributes.env(resource)),
                KafkaAccess.MAX_VALUE);
        keep(Topic.LOGS, batch, sender, events(processed, app(sender)));
        String reason = batch.reason();
        return reason == null
                ? ExportLogsServiceResponse.getDefaultInstance()
                : ExportLogsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                                .setRejectedLogRecords(batch.rejected())
                                .setErrorMessage(reason))
                        .build();
    }

    ExportTraceServiceResponse spans(ExportTraceServiceRequest request, Sender sender) throws Refusal {
        int partitions = partitions(Topic.SPANS);
        Batch batch = Batch.of(request, trace -> Topic.ofTrace(trace, partitions), KafkaAccess.MAX_VALUE);
        keep(Topic.SPANS, batch, sender, List.of());
        String reason = batch.reason();
        return reason == null
                ? ExportTraceServiceResponse.getDefaultInstance()
                : ExportTraceServiceResponse.newBuilder()
                        .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                                .setRejectedSpans(batch.rejected())
                                .setErrorMessage(reason))
                        .build();
    }

    /** How many partitions a topic has. */
    int partitions(Topic topic) throws Refusal {
        Producer<byte[], byte[]> to = producer();
        try {
            return to.partitionsFor(topic.topic()).size();
        } catch (KafkaException e) {
            throw away(to, e);
        }
    }

    /** Log records with the name of an event: they are counted, too. */
    private static List<ProducerRecord<byte[], byte[]>> events(ExportLogsServiceRequest request, Header app) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (ResourceLogs logs : request.getResourceLogsList()) {
            ScopeLogs.Builder events = ScopeLogs.newBuilder();
            for (ScopeLogs scope : logs.getScopeLogsList()) {
                for (LogRecord each : scope.getLogRecordsList()) {
                    if (!each.getEventName().isEmpty()) {
                        events.addLogRecords(each);
                    }
                }
            }
            if (events.getLogRecordsCount() > 0) {
                ResourceLogs value =
                        logs.toBuilder().clearScopeLogs().addScopeLogs(events).build();
                records.add(new ProducerRecord<>(
                        Topic.EVENTS.topic(), null, app.value(), value.toByteArray(), List.of(app)));
            }
        }
        return records;
    }

    /** @param more that is acknowledged with it */
    private void keep(Topic topic, Batch batch, Sender sender, List<ProducerRecord<byte[], byte[]>> more)
            throws Refusal {
        Header app = app(sender);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(more);
        for (Piece piece : batch.pieces()) {
            records.add(new ProducerRecord<>(
                    topic.topic(), piece.partition(), piece.key(), piece.value(), headers(app, piece.stream())));
        }
        keep(records);
        figures.accepted(batch.accepted());
    }

    static Header app(Sender sender) {
        return new RecordHeader(Topic.APP, sender.app().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns when Kafka has them all. */
    void keep(List<ProducerRecord<byte[], byte[]>> records) throws Refusal {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        Producer<byte[], byte[]> to = producer();
        try {
            for (ProducerRecord<byte[], byte[]> record : records) {
                sent.add(to.send(record));
            }
            long end = System.nanoTime() + LIMIT.toNanos();
            for (Future<RecordMetadata> each : sent) {
                each.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException e) {
            throw away(to, e.getCause() == null ? e : e.getCause());
        } catch (KafkaException | TimeoutException e) {
            throw away(to, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Reason.UNAVAILABLE, "Plinth is stopping.", COME_BACK);
        }
        if (figures.kafka(null)) {
            LOG.info("Kafka takes telemetry again");
        }
    }

    private static List<Header> headers(Header app, Stream stream) {
        return stream.equals(Stream.NONE)
                ? List.of(app)
                : List.of(app, new RecordHeader(Topic.STREAM, stream.header().getBytes(StandardCharsets.UTF_8)));
    }

    /** There are failures after which a producer takes nothing any more, as a password that is refused while Kafka starts; the next request makes another. */
    private Refusal away(Producer<byte[], byte[]> to, Throwable failure) {
        boolean passes = failure instanceof RetriableException || failure instanceof TimeoutException;
        synchronized (opening) {
            if (!passes && to.equals(producer)) {
                producer = null;
                Thread.ofVirtual().name("ingest-producer-close").start(() -> to.close(Duration.ZERO));
            }
        }
        return away(failure);
    }

    private Refusal away(Throwable failure) {
        String why = failure instanceof UnknownTopicOrPartitionException
                ? "its topics are not made yet"
                : String.valueOf(failure.getMessage());
        if (figures.kafka(why)) {
            LOG.warn("Telemetry is refused, as Kafka does not take it: {}", why);
        }
        return new Refusal(Reason.UNAVAILABLE, "Kafka does not take it: " + why, COME_BACK);
    }

    /** Made at the first request: it costs memory, and Kafka need not be there when the core starts. */
    private Producer<byte[], byte[]> producer() throws Refusal {
        Producer<byte[], byte[]> existing = producer;
        if (existing != null) {
            return existing;
        }
        synchronized (opening) {
            if (closed) {
                throw new Refusal(Reason.UNAVAILABLE, "Plinth is stopping.", COME_BACK);
            }
            existing = producer;
            if (existing == null) {
                existing = opened();
                producer = existing;
            }
            return existing;
        }
    }

    /** Its thread is the core's, and no part of the web server in whose request it happens to be made. */
    private Producer<byte[], byte[]> opened() throws Refusal {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(Ingest.class.getClassLoader());
        try {
            return kafka.producer("ingest");
        } catch (KafkaException e) {
            throw away(e);
        } finally {
            current.setContextClassLoader(before);
        }
    }

    @Override
    public void close() {
        synchronized (opening) {
            closed = true;
            Producer<byte[], byte[]> open = producer;
            if (open != null) {
                open.close(Duration.ofSeconds(5));
            }
        }
    }
}
