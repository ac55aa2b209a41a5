// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.OpenSearchHttp.Answer;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Writes documents into OpenSearch, each only if it is not there yet. */
final class Bulk {
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int ACTION_BYTES = 120;
    private static final String NO_ERRORS = "{\"errors\":false";
    private static final String BLOCKED = "cluster_block_exception";

    private final OpenSearch opensearch;

    Bulk(OpenSearch opensearch) {
        this.opensearch = opensearch;
    }

    /**
     * What became of them.
     *
     * @param written those that are new
     * @param repeated those that were there
     * @param later those that may be taken another time
     * @param why the reason of the first of these; empty when there are none
     * @param rejected those that never will be
     */
    record Outcome(int written, int repeated, List<Document> later, String why, List<Rejected> rejected) {}

    record Rejected(Document document, String reason) {}

    /** @throws EngineAway when nothing is known of any of them; writing them again does no harm */
    Outcome write(List<Document> documents) {
        int bytes = documents.stream()
                .mapToInt(each -> each.source().length + ACTION_BYTES)
                .sum();
        ByteArrayOutputStream lines = new ByteArrayOutputStream(bytes);
        for (Document document : documents) {
            lines.writeBytes(
                    ("{\"create\":{\"_index\":\"" + document.index() + "\",\"_id\":\"" + document.id() + "\"}}\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            lines.writeBytes(document.source());
            lines.write('\n');
        }
        Answer answer = opensearch.bulk(lines.toByteArray());
        if (answer.isOk() && answer.begins(NO_ERRORS)) {
            return new Outcome(documents.size(), 0, List.of(), "", List.of());
        }
        JsonNode items = answer.body().path("items");
        if (!answer.isOk() || items.size() != documents.size()) {
            return new Outcome(0, 0, documents, "OpenSearch answers " + answer.error(), List.of());
        }
        return sorted(documents, items);
    }

    private static Outcome sorted(List<Document> documents, JsonNode items) {
        int written = 0;
        int repeated = 0;
        List<Document> later = new ArrayList<>();
        String why = "";
        List<Rejected> rejected = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            JsonNode item = items.get(i).path("create");
            int status = item.path("status").asInt(500);
            String type = item.at("/error/type").asString("");
            String reason = (type + " " + item.at("/error/reason").asString("")).strip();
            if (status < 300) {
                written++;
            } else if (status == CONFLICT) {
                repeated++;
            } else if (status == TOO_MANY || status >= 500 || status == 404 || type.equals(BLOCKED)) {
                later.add(documents.get(i));
                why = why.isEmpty() ? "OpenSearch answers %d %s".formatted(status, reason) : why;
            } else {
                rejected.add(new Rejected(documents.get(i), reason));
            }
        }
        return new Outcome(written, repeated, later, why, rejected);
    }
}
