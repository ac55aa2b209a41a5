// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.DerivedView;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.LogMatch;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Applies the pipelines that are decided, as this core knows them. */
@Component
public class Pipelines {
    private static final Logger LOG = LoggerFactory.getLogger(Pipelines.class);

    /** What the messages around a record take besides it and its resource, with much to spare. */
    private static final int WRAPPING = 64;

    private final Kind<LogPipelineSpec> kind;
    private final DerivedView<List<Pipeline>> pipelines;

    /** One that is ready to run. */
    record Pipeline(LogMatch match, List<Step> steps) {
        static Pipeline of(LogPipelineSpec spec) {
            return new Pipeline(
                    spec.matchOrAll(), spec.steps().stream().map(Steps::of).toList());
        }
    }

    Pipelines(Kind<LogPipelineSpec> kind, ResourceView resources) {
        this.kind = kind;
        this.pipelines = new DerivedView<>(resources, kind.name(), this::compile);
    }

    /** The same request when no pipeline is for any of it. Records may become fewer. */
    public ExportLogsServiceRequest apply(ExportLogsServiceRequest request, String app) {
        List<Pipeline> all = pipelines.get();
        return all.isEmpty() ? request : apply(request, app, all);
    }

    private List<Pipeline> compile(List<Resource> declared) {
        List<Pipeline> pipelines = new ArrayList<>();
        declared.stream()
                .sorted(Comparator.<Resource>comparingInt(
                                each -> kind.read(each).orderOrDefault())
                        .thenComparing(each -> each.key().name()))
                .forEach(each -> {
                    try {
                        pipelines.add(Pipeline.of(kind.read(each)));
                    } catch (Steps.Wrong e) {
                        // it was right when it was applied, by another version
                        LOG.error("{} is left out: {}", each.key(), e.getMessage());
                    }
                });
        return pipelines;
    }

    /** What one pipeline alone makes of it. */
    public static ExportLogsServiceRequest apply(
            ExportLogsServiceRequest request, String app, LogPipelineSpec pipeline) {
        return apply(request, app, List.of(Pipeline.of(pipeline)));
    }

    private static ExportLogsServiceRequest apply(
            ExportLogsServiceRequest request, String app, List<Pipeline> pipelines) {
        ExportLogsServiceRequest.Builder changed = null;
        for (int i = 0; i < request.getResourceLogsCount(); i++) {
            ResourceLogs logs = request.getResourceLogs(i);
            String service = Attributes.service(logs.getResource(), app);
            String env = Attributes.env(logs.getResource());
            List<Step> steps = pipelines.stream()
                    .filter(each -> each.match().matches(service, app, env))
                    .flatMap(each -> each.steps().stream())
                    .toList();
            if (!steps.isEmpty()) {
                changed = changed == null ? request.toBuilder() : changed;
                changed.setResourceLogs(i, run(logs, steps));
            }
        }
        return changed == null ? request : changed.build();
    }

    private static ResourceLogs run(ResourceLogs logs, List<Step> steps) {
        ResourceLogs.Builder changed = logs.toBuilder().clearScopeLogs();
        int room = KafkaAccess.MAX_VALUE - logs.getResource().getSerializedSize() - WRAPPING;
        for (ScopeLogs scope : logs.getScopeLogsList()) {
            List<LogRecord.Builder> records = new ArrayList<>(scope.getLogRecordsCount());
            scope.getLogRecordsList().forEach(record -> records.add(record.toBuilder()));
            steps.forEach(step -> step.run(records));
            if (!records.isEmpty()) {
                ScopeLogs.Builder kept = scope.toBuilder().clearLogRecords();
                records.forEach(record -> kept.addLogRecords(fitting(record.build(), room)));
                changed.addScopeLogs(kept);
            }
        }
        return changed.build();
    }

    /** What was read out of a text may take more room than the text; then the beginning of the text is kept. */
    private static LogRecord fitting(LogRecord record, int room) {
        if (record.getSerializedSize() <= room) {
            return record;
        }
        String body = record.getBody().getStringValue();
        return record.toBuilder()
                .clearAttributes()
                .setBody(Attributes.text(body.substring(0, Math.min(body.length(), room / 8))))
                .addAttributes(Attributes.attribute(
                        "log.truncated", "it had %d bytes after parsing".formatted(record.getSerializedSize())))
                .build();
    }
}
