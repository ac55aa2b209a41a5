// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.process;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.scrape.ExpositionException;
import dev.plinth.promql.model.Labels;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What gateways say of themselves. */
@RestController
@Tag(name = "Telemetry")
class GatewayMetricsController {
    private static final String JOB = "gateway";

    private final TelemetryRoom room;
    private final ObjectProvider<MetricSink> sink;
    private final Access access;
    private final Clock clock;

    GatewayMetricsController(TelemetryRoom room, ObjectProvider<MetricSink> sink, Access access, Clock clock) {
        this.room = room;
        this.sink = sink;
        this.access = access;
        this.clock = clock;
    }

    @PutMapping(path = "/api/v1/live/Gateway/{name}/metrics", consumes = MediaType.TEXT_PLAIN_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Send the metrics of a gateway as they are now",
            description =
                    "In Prometheus' text format 0.0.4, at most 1 MB and 20,000 samples, all or nothing. They get the labels job=\"gateway\","
                            + " instance with the name, and env.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.TEXT_PLAIN_VALUE,
                                            schema = @Schema(type = "string"))))
    void send(
            @PathVariable String name,
            @RequestParam String env,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) Principal caller)
            throws IOException {
        access.require(caller, Verb.WRITE, ResourceKey.global("Gateway", name));
        room.require();
        byte[] body = request.getInputStream().readNBytes(ProcessText.LIMITS.bytes() + 1);
        if (body.length > ProcessText.LIMITS.bytes()) {
            throw new ProblemException(
                    ErrorCode.DOCUMENT_TOO_LARGE,
                    "The text has more than %d bytes.".formatted(ProcessText.LIMITS.bytes()));
        }
        try {
            ProcessText text =
                    ProcessText.read(body, Labels.of("job", JOB, "instance", name, "env", env), clock.millis());
            sink.getObject().accept(ProcessText.APP, text.series(), text.metadata());
        } catch (ExpositionException e) {
            throw new ProblemException(
                    ErrorCode.DOCUMENT_MALFORMED,
                    "The metrics cannot be read: " + e.getMessage(),
                    List.of(new Violation("line", e.line(), "Prometheus' text format 0.0.4")),
                    Map.of(),
                    e);
        } catch (IllegalStateException e) {
            throw new ProblemException(
                    ErrorCode.ENGINE_UNAVAILABLE,
                    String.valueOf(e.getMessage()),
                    List.of(),
                    Map.of("engine", "kafka"),
                    e);
        }
    }
}
