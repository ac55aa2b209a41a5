// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;

/**
 * Tells Plinth what happens in the business, as events of OpenTelemetry: log records with a name. They go where the logs go, in the background; nobody waits for them, and
 * what is not sent yet is lost when the process is killed.
 */
public final class BusinessEvents {
    private final Logger logger;

    BusinessEvents(OpenTelemetry telemetry) {
        this.logger = telemetry.getLogsBridge().get("dev.plinth.business");
    }

    /** Tell it once it is certain, as after the commit of a transaction. It belongs to the trace that is current. */
    public void tell(BusinessEvent event) {
        LogRecordBuilder told = logger.logRecordBuilder()
                .setEventName(event.name())
                .setBody(event.name())
                .setSeverity(event.fields().containsKey(BusinessEvent.ERROR) ? Severity.WARN : Severity.INFO);
        event.fields().forEach((field, value) -> told.setAttribute(AttributeKey.stringKey(field), value));
        told.emit();
    }
}
