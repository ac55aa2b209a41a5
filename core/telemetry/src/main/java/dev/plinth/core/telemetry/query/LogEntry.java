// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A log record.
 *
 * @param time when it happened, by the sender's clock
 * @param received when Kafka got it
 * @param app who sent it, by its token; {@code anonymous} for nobody in particular
 * @param service what it says it is
 * @param env null when it does not say
 * @param scope the logger
 * @param severity trace, debug, info, warn, error or fatal; null when it does not say
 */
record LogEntry(
        String id,
        Instant time,
        Instant received,
        String app,
        String service,
        @Nullable String env,
        @Nullable String instance,
        @Nullable String scope,
        @Nullable String severity,
        @Nullable String severityText,
        String body,
        @Nullable String traceId,
        @Nullable String spanId,
        JsonNode attributes,
        JsonNode resource) {
    static LogEntry of(JsonNode source) {
        return new LogEntry(
                source.path("id").asString(""),
                Clauses.time(source.path("nanos").asLong(0)),
                Instant.ofEpochMilli(source.path("received").asLong(0)),
                source.path("app").asString(""),
                source.path("service").asString(""),
                text(source, "env"),
                text(source, "instance"),
                text(source, "scope"),
                text(source, "severity"),
                text(source, "severityText"),
                source.path("body").asString(""),
                text(source, "traceId"),
                text(source, "spanId"),
                object(source, "attributes"),
                object(source, "resource"));
    }

    static @Nullable String text(JsonNode source, String field) {
        String text = source.path(field).asString("");
        return text.isEmpty() ? null : text;
    }

    static JsonNode object(JsonNode source, String field) {
        JsonNode object = source.path(field);
        return object.isObject() ? object : JsonNodeFactory.instance.objectNode();
    }
}
