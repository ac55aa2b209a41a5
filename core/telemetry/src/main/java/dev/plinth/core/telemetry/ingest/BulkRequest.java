// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The lines of a {@code _bulk}: each document after the line that says what becomes of it. */
final class BulkRequest {
    static final String ERROR_TYPE = "document_parsing_exception";

    private static final JsonMapper JSON = JsonMapper.shared();

    private BulkRequest() {}

    /**
     * An action with its document.
     *
     * @param document null when there is none, or none that can be read
     * @param wrong why it cannot be taken; null when it can
     */
    record Item(
            String action,
            String index,
            String id,
            @Nullable ObjectNode document,
            @Nullable String wrong) {}

    /** @param error why it is not kept; null when it is */
    record Outcome(Item item, int status, @Nullable String error) {
        static Outcome kept(Item item) {
            return new Outcome(item, 201, null);
        }
    }

    /**
     * Reads all of it.
     *
     * @param index of the path, for actions that name none
     * @throws Refusal when a line that must be an action is none: nothing after it can be told apart
     */
    static List<Item> read(byte[] body, @Nullable String index) throws Refusal {
        List<Item> items = new ArrayList<>();
        Lines lines = new Lines(body);
        while (lines.next()) {
            items.add(item(lines, index));
        }
        if (items.isEmpty()) {
            throw malformed("The body is empty (expected: an action and a document, each on a line).");
        }
        return items;
    }

    private static Item item(Lines lines, @Nullable String indexOfPath) throws Refusal {
        int number = lines.number();
        JsonNode line = parse(lines);
        if (line == null || !line.isObject() || line.size() != 1) {
            throw malformed("Line %d is no action (expected: {\"create\": {}} or {\"index\": {}}).".formatted(number));
        }
        Map.Entry<String, JsonNode> action = line.properties().iterator().next();
        String index = action.getValue().path("_index").asString(indexOfPath == null ? "" : indexOfPath);
        String id = action.getValue().path("_id").asString(UUID.randomUUID().toString());
        switch (action.getKey()) {
            case "create", "index" -> {
                if (!lines.next()) {
                    throw malformed("Line %d is an action without a document.".formatted(number));
                }
                ObjectNode document = parse(lines) instanceof ObjectNode object ? object : null;
                return new Item(action.getKey(), index, id, document, wrong(lines, index, document));
            }
            case "update", "delete" -> {
                if (action.getKey().equals("update") && !lines.next()) {
                    throw malformed("Line %d is an action without a document.".formatted(number));
                }
                String why = "%s is not possible: what is logged stays (expected: create or index)."
                        .formatted(action.getKey());
                return new Item(action.getKey(), index, id, null, why);
            }
            default ->
                throw malformed("Line %d has the action \"%s\" (expected: create or index)."
                        .formatted(number, action.getKey()));
        }
    }

    private static @Nullable String wrong(Lines lines, String index, @Nullable ObjectNode document) {
        if (index.isEmpty()) {
            return "Line %d belongs to an action without _index.".formatted(lines.number());
        }
        return document == null ? "Line %d is no JSON object%s.".formatted(lines.number(), lines.why()) : null;
    }

    private static @Nullable JsonNode parse(Lines lines) {
        try {
            return JSON.readTree(lines.body, lines.from, lines.to - lines.from);
        } catch (JacksonException e) {
            lines.problem = e.getOriginalMessage();
            return null;
        }
    }

    private static Refusal malformed(String message) {
        return new Refusal(Reason.MALFORMED, message);
    }

    /** Lines that are not empty. */
    private static final class Lines {
        private final byte[] body;
        private int from;
        private int to = -1;
        private int number;
        private @Nullable String problem;

        Lines(byte[] body) {
            this.body = body;
        }

        boolean next() {
            problem = null;
            while (to + 1 < body.length) {
                from = to + 1;
                to = from;
                while (to < body.length && body[to] != '\n') {
                    to++;
                }
                number++;
                if (!isBlank()) {
                    return true;
                }
            }
            return false;
        }

        private boolean isBlank() {
            for (int i = from; i < to; i++) {
                if (body[i] > ' ' || body[i] < 0) {
                    return false;
                }
            }
            return true;
        }

        int number() {
            return number;
        }

        String why() {
            return problem == null ? "" : ": " + problem;
        }
    }
}
