// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.ingest.BulkRequest.Item;
import dev.plinth.core.telemetry.ingest.BulkRequest.Outcome;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hands the documents of a bulk on as log records, and says what became of each. */
final class BulkLogs {
    /** What the messages around a record take besides it and its resource, with much to spare. */
    private static final int WRAPPING = 64;

    private BulkLogs() {}

    static List<Outcome> take(List<Item> items, Sender sender, Ingest ingest) throws Refusal {
        Map<Resource, ScopeLogs.Builder> byResource = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>(items.size());
        for (Item item : items) {
            if (item.wrong() != null || item.document() == null) {
                outcomes.add(new Outcome(item, 400, item.wrong()));
                continue;
            }
            DocumentLog log = DocumentLog.of(item.document(), item.index());
            LogRecord record = log.record();
            Resource resource = log.resource();
            int bytes = record.getSerializedSize() + resource.getSerializedSize() + WRAPPING;
            if (bytes > KafkaAccess.MAX_VALUE) {
                outcomes.add(new Outcome(
                        item,
                        413,
                        "The document has %d bytes as a log record (expected: at most %d)."
                                .formatted(bytes, KafkaAccess.MAX_VALUE)));
                continue;
            }
            byResource.computeIfAbsent(resource, each -> ScopeLogs.newBuilder()).addLogRecords(record);
            outcomes.add(Outcome.kept(item));
        }
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        byResource.forEach((resource, scope) -> request.addResourceLogs(
                ResourceLogs.newBuilder().setResource(resource).addScopeLogs(scope)));
        if (ingest.logs(request.build(), sender).hasPartialSuccess()) {
            throw new IllegalStateException("A document was said to be kept, and is too large");
        }
        return outcomes;
    }
}
