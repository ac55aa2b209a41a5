// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Traces as the API gives them. */
final class Traces {
    private Traces() {}

    /**
     * Some of the traces that were found, the newest first.
     *
     * @param nextCursor ask with this for what follows; null at the end. A page may have fewer than asked for, and more follow
     */
    record TracePage(List<TraceSummary> items, @Nullable String nextCursor) {}

    /**
     * A trace in short.
     *
     * @param start of its first span
     * @param durationNanos from the first start to the last end
     * @param service of its first span
     * @param operation of its first span
     * @param services all of them, those with the most spans first
     */
    record TraceSummary(
            String traceId,
            Instant start,
            long durationNanos,
            String service,
            String operation,
            long spans,
            long errors,
            List<String> services) {}

    /**
     * A whole trace.
     *
     * @param spanCount those that are there
     * @param truncated whether there are more than are given; the first are
     * @param spans each after its parent, siblings by their start: as a waterfall shows them
     */
    record Trace(
            String traceId,
            Instant start,
            long durationNanos,
            int spanCount,
            int errorCount,
            boolean truncated,
            List<TraceService> services,
            List<SpanEntry> spans) {}

    record TraceService(String service, int spans, int errors) {}

    /**
     * A span in short, as a trace may have ten thousand; what it carries is in its {@link SpanDetails}.
     *
     * @param depth how many are above it
     * @param orphan whether it has a parent that is not there: not sent, not sampled, or not to be read
     * @param offsetNanos from the start of the trace
     * @param kind server, client, producer, consumer or internal
     * @param status unset, ok or error
     * @param peerKind database, topic, service or external: what is at the other end; null when it does not say
     */
    record SpanEntry(
            String spanId,
            @Nullable String parentSpanId,
            int depth,
            boolean orphan,
            String name,
            String kind,
            String app,
            String service,
            @Nullable String env,
            @Nullable String instance,
            @Nullable String scope,
            Instant start,
            long offsetNanos,
            long durationNanos,
            boolean error,
            String status,
            @Nullable String statusMessage,
            @Nullable String peerKind,
            @Nullable String peer) {}

    /**
     * What a span carries.
     *
     * @param items one; or one of the client and one of the server, where they share the id as Zipkin's do
     */
    record SpanDetails(String traceId, String spanId, List<SpanSide> items) {}

    /**
     * What one side of a span says of it.
     *
     * @param service tells, with the kind, which of the trace's spans of that id it belongs to
     */
    record SpanSide(
            String service,
            String kind,
            JsonNode attributes,
            JsonNode resource,
            List<SpanEvent> events,
            List<SpanLink> links) {
        static SpanSide of(JsonNode source) {
            return new SpanSide(
                    source.path("service").asString(""),
                    source.path("kind").asString("internal"),
                    LogEntry.object(source, "attributes"),
                    LogEntry.object(source, "resource"),
                    source.path("events")
                            .valueStream()
                            .map(event -> new SpanEvent(
                                    Clauses.time(event.path("nanos").asLong(0)),
                                    event.path("name").asString(""),
                                    LogEntry.object(event, "attributes")))
                            .toList(),
                    source.path("links")
                            .valueStream()
                            .map(link -> new SpanLink(
                                    link.path("traceId").asString(""),
                                    link.path("spanId").asString("")))
                            .toList());
        }
    }

    record SpanEvent(Instant time, String name, JsonNode attributes) {}

    record SpanLink(String traceId, String spanId) {}
}
