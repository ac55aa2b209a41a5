// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.pipeline.Attributes;
import dev.plinth.core.telemetry.pipeline.LogPipelineSpec;
import dev.plinth.core.telemetry.pipeline.Pipelines;
import dev.plinth.core.telemetry.write.Documents;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows what a pipeline would make of some lines, before it is applied. */
@RestController
@Tag(name = "Telemetry")
class PipelineController {
    private static final int MAX_LINES = 100;
    private static final int MAX_LINE = 16 << 10;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Kinds kinds;
    private final Kind<LogPipelineSpec> kind;
    private final Access access;
    private final Clock clock;

    PipelineController(Kinds kinds, Kind<LogPipelineSpec> kind, Access access, Clock clock) {
        this.kinds = kinds;
        this.kind = kind;
        this.access = access;
        this.clock = clock;
    }

    /**
     * What to try.
     *
     * @param spec of a LogPipeline
     * @param service that the lines are from; {@code example} if absent
     * @param lines as they would come, together
     */
    record Trial(
            JsonNode spec,
            @Nullable String service,
            @Nullable String env,
            List<String> lines) {}

    /**
     * What came out.
     *
     * @param matched whether the pipeline is for that service and environment at all
     * @param records fewer than lines when some were joined or dropped
     */
    record Tried(boolean matched, List<LogEntry> records) {}

    @PostMapping("/api/v1/log-pipelines/try")
    @Operation(
            summary = "Try a pipeline on some lines",
            description = "Nothing is kept. Who may read any LogPipeline may try one.")
    Tried tried(@RequestBody Trial trial, @Parameter(hidden = true) Principal caller) {
        Decision decision = access.decideAny(caller, Verb.READ, kind.name());
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
        Asked.within("lines", trial.lines().size(), 1, MAX_LINES);
        trial.lines().stream()
                .filter(line -> line.length() > MAX_LINE)
                .findFirst()
                .ifPresent(line -> {
                    throw Asked.wrong("lines", line.length() + " characters", "at most " + MAX_LINE + " each");
                });
        LogPipelineSpec spec =
                JSON.treeToValue(kinds.check(kind, "", trial.spec(), "spec").spec(), kind.specType());
        String service = trial.service() == null ? "example" : trial.service();
        String env = trial.env() == null ? "" : trial.env();
        boolean matched = spec.match() == null || spec.match().matches(service, service, env);
        ExportLogsServiceRequest request = request(trial.lines(), service, env);
        return new Tried(matched, entries(matched ? Pipelines.apply(request, service, spec) : request));
    }

    private static ExportLogsServiceRequest request(List<String> lines, String service, String env) {
        Resource.Builder resource = Resource.newBuilder().addAttributes(Attributes.attribute("service.name", service));
        if (!env.isEmpty()) {
            resource.addAttributes(Attributes.attribute("deployment.environment.name", env));
        }
        ScopeLogs.Builder scope = ScopeLogs.newBuilder();
        lines.forEach(line -> scope.addLogRecords(LogRecord.newBuilder().setBody(Attributes.text(line))));
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder().setResource(resource).addScopeLogs(scope))
                .build();
    }

    private List<LogEntry> entries(ExportLogsServiceRequest request) {
        List<LogEntry> entries = new ArrayList<>();
        for (ResourceLogs logs : request.getResourceLogsList()) {
            byte[] value = logs.toByteArray();
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                    Topic.LOGS.topic(),
                    0,
                    0,
                    clock.millis(),
                    TimestampType.LOG_APPEND_TIME,
                    0,
                    value.length,
                    new byte[0],
                    value,
                    new RecordHeaders(),
                    Optional.empty());
            Documents.logs(record, "tried").forEach(source -> entries.add(LogEntry.of(JSON.readTree(source))));
        }
        return entries;
    }
}
