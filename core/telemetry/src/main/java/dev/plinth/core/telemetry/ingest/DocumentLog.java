// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import static dev.plinth.core.telemetry.pipeline.Attributes.attribute;
import static dev.plinth.core.telemetry.pipeline.Attributes.text;

import dev.plinth.core.telemetry.pipeline.LogFields;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document as shippers send it, as a log record. Fields of the Elastic Common Schema become what OpenTelemetry has for them; all others stay as
 * attributes, those within others with a dotted name. A field may be nested or have its dotted name as it is.
 */
final class DocumentLog {
    private final LogFields fields;
    private final Resource.Builder resource = Resource.newBuilder();
    private final LogRecord.Builder record = LogRecord.newBuilder();

    private DocumentLog(LogFields fields) {
        this.fields = fields;
    }

    static DocumentLog of(ObjectNode document, String index) {
        DocumentLog log = new DocumentLog(LogFields.of(document));
        log.identify(index);
        log.fields.into(log.record);
        if (!log.record.hasBody()) {
            log.record.setBody(text(document.toString()));
        }
        log.record.addAttributes(attribute("elasticsearch.index", index));
        return log;
    }

    Resource resource() {
        return resource.build();
    }

    LogRecord record() {
        return record.build();
    }

    private void identify(String index) {
        String service = fields.take("service.name", "service");
        if (service == null) {
            JsonNode container = fields.find("kubernetes.container.name");
            JsonNode other = container == null ? fields.find("container.name") : container;
            service = other == null ? index : other.asString(index);
        }
        resource("service.name", service);
        resource("service.version", fields.take("service.version"));
        resource("service.instance.id", fields.take("service.node.name", "service.id"));
        resource("deployment.environment.name", fields.take("service.environment", "deployment.environment.name"));
        resource("host.name", fields.take("host.name", "host.hostname"));
    }

    private void resource(String name, @Nullable String value) {
        if (value != null) {
            resource.addAttributes(attribute(name, value));
        }
    }
}
