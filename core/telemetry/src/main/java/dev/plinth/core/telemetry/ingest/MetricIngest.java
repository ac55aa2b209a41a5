// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.MetricProperties;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.otlp.Converted;
import dev.plinth.core.telemetry.metric.otlp.OtlpMetrics;
import dev.plinth.core.telemetry.metric.partition.Partitions;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.TimeSeries;
import dev.plinth.timeseries.remote.MalformedRequestException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes samples, from whoever sends them and from Plinth itself, by the same way as all telemetry: see {@link Ingest}. */
@Component
class MetricIngest implements MetricSink {
    private static final Logger LOG = LoggerFactory.getLogger(MetricIngest.class);
    private static final long AHEAD = Partitions.AHEAD.toMillis();

    private final Ingest ingest;
    private final Quotas quotas;
    private final ActiveSeries series;
    private final TelemetryFigures figures;
    private final Clock clock;
    private final long late;

    MetricIngest(
            Ingest ingest,
            Quotas quotas,
            ActiveSeries series,
            TelemetryFigures figures,
            MetricProperties properties,
            Clock clock) {
        this.ingest = ingest;
        this.quotas = quotas;
        this.series = series;
        this.figures = figures;
        this.clock = clock;
        this.late = properties.late().toMillis();
    }

    /** A {@code prometheus.WriteRequest}. */
    MetricBatch take(byte[] request, Sender sender) throws Refusal {
        ingest.admitMetrics(request.length, sender);
        MetricBatch batch = batch(sender);
        try {
            batch.add(request);
        } catch (MalformedRequestException e) {
            throw new Refusal(
                    Reason.MALFORMED, "The body cannot be read as prometheus.WriteRequest: " + e.getMessage());
        }
        keep(batch, sender);
        return batch;
    }

    ExportMetricsServiceResponse takeOtlp(byte[] body, Sender sender) throws Refusal {
        ingest.admitMetrics(body.length, sender);
        return take(
                Ingest.read(body, ExportMetricsServiceRequest.parser(), ExportMetricsServiceRequest.getDescriptor()),
                sender);
    }

    ExportMetricsServiceResponse takeJson(byte[] body, Sender sender) throws Refusal {
        ingest.admitMetrics(body.length, sender);
        return take(OtlpJson.metrics(body), sender);
    }

    private ExportMetricsServiceResponse take(ExportMetricsServiceRequest request, Sender sender) throws Refusal {
        Converted converted = OtlpMetrics.convert(request, sender.app());
        MetricBatch batch = keep(converted.series(), converted.metadata(), sender);
        batch.rejected(converted.rejected(), converted.reason());
        String reason = reason(batch, sender);
        return reason == null
                ? ExportMetricsServiceResponse.getDefaultInstance()
                : ExportMetricsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                                .setRejectedDataPoints(batch.rejected())
                                .setErrorMessage(reason))
                        .build();
    }

    /** Of what Plinth itself collects only how many series they are is limited. */
    @Override
    public void accept(String app, List<TimeSeries> collected, List<Metadata> metadata) {
        Sender sender = new Sender(app, false);
        try {
            Ingest.refuseWhen(figures.full());
            String reason = reason(keep(collected, metadata, sender), sender);
            if (reason != null) {
                LOG.debug("Some samples of {} were not kept: {}", app, reason);
            }
        } catch (Refusal e) {
            throw new IllegalStateException(e.message(), e);
        }
    }

    private MetricBatch keep(List<TimeSeries> all, List<Metadata> metadata, Sender sender) throws Refusal {
        MetricBatch batch = batch(sender);
        metadata.forEach(batch::add);
        all.forEach(batch::add);
        keep(batch, sender);
        return batch;
    }

    private MetricBatch batch(Sender sender) throws Refusal {
        long now = clock.millis();
        ActiveSeries.OfApp active = series.of(sender.app());
        int limit = quotas.series(sender);
        return new MetricBatch(
                ingest.partitions(Topic.METRICS),
                new MetricBatch.Bounds(now - late, now + AHEAD, KafkaAccess.MAX_VALUE),
                hash -> active.admit(hash, limit));
    }

    private void keep(MetricBatch batch, Sender sender) throws Refusal {
        List<Header> headers = List.of(Ingest.app(sender));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (MetricBatch.Piece piece : batch.pieces()) {
            records.add(new ProducerRecord<>(
                    Topic.METRICS.topic(), piece.partition(), clock.millis(), null, piece.value(), headers));
        }
        ingest.keep(records);
        figures.accepted(batch.accepted());
    }

    /** Why some of the samples were not kept; null when all were. */
    static @Nullable String reason(MetricBatch batch, Sender sender) {
        String culprit = batch.culprit();
        if (culprit == null) {
            return batch.rejected() == 0 ? null : Objects.requireNonNullElse(batch.reason(), "");
        }
        return "%s has as many active series as it may have, and %s would add more. IngestQuota/%s sets the limit."
                .formatted(sender.anonymous() ? "Who has no key" : "The app " + sender.app(), culprit, sender.app());
    }
}
