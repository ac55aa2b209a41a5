// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.opensearch;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.OpenSearchHttp.Answer;
import dev.plinth.core.telemetry.stream.Stream;
import dev.plinth.core.telemetry.stream.Streams;
import dev.plinth.core.telemetry.stream.Streams.Retention;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The indices of the room: one for the logs of a stream and one for the spans of each day, by the day on which Kafka got them, so that a document
 * that is written again goes where it was.
 *
 * <p>Attributes are not fields of their own, as senders would make thousands of them: the document has them as they came, unindexed, and
 * the field {@code tags} has each as {@code key=value}, a keyword. (OpenSearch's {@code flat_object} would do the same with two terms
 * each, but it refuses a document with a value of more than 32 KB.)
 */
@Component
public class Indices {
    public static final String LOGS = "plinth-logs-";
    public static final String SPANS = "plinth-spans-";
    /** The attribute of a resource that the field {@code service} has; spans do not have it in {@code tags} as well. */
    public static final String SERVICE_ATTRIBUTE = "service.name";

    private static final Logger LOG = LoggerFactory.getLogger(Indices.class);
    private static final Map<String, Object> KEYWORD = Map.of("type", "keyword", "ignore_above", 1024);
    /** To be found by, and not to be sorted or counted by. */
    private static final Map<String, Object> FOUND =
            Map.of("type", "keyword", "ignore_above", 1024, "doc_values", false);

    private static final Map<String, Object> TEXT = Map.of("type", "text");
    private static final Map<String, Object> LONG = Map.of("type", "long");
    /** To be sorted and counted by, and to be found by among what something else has found. */
    private static final Map<String, Object> SORTED = Map.of("type", "long", "index", false);

    private static final Map<String, Object> UNINDEXED = Map.of("type", "object", "enabled", false);

    private final OpenSearch opensearch;
    private final Streams streams;
    private final Clock clock;
    private volatile boolean templated;

    Indices(OpenSearch opensearch, Streams streams, Clock clock) {
        this.opensearch = opensearch;
        this.streams = streams;
        this.clock = clock;
    }

    /** The index of logs that Kafka got at that time. */
    public static String ofLogs(long epochMillis, Stream stream) {
        return IndexName.of(LOGS, epochMillis, stream);
    }

    /** The index of spans that Kafka got at that time. */
    public static String ofSpans(long epochMillis) {
        return IndexName.of(SPANS, epochMillis, Stream.NONE);
    }

    /**
     * Tells OpenSearch what documents look like, once. Nothing is written before.
     *
     * @throws EngineAway when it is not there
     */
    public void prepare() {
        if (templated) {
            return;
        }
        template("plinth-logs", LOGS, logFields());
        template("plinth-spans", SPANS, spanFields());
        templated = true;
    }

    /** Says that it may have forgotten, as its data may be new. */
    public void forget() {
        templated = false;
    }

    private void template(String name, String prefix, Map<String, Object> fields) {
        Answer answer = opensearch.put(
                "/_index_template/" + name,
                Map.of(
                        "index_patterns",
                        List.of(prefix + "*"),
                        "priority",
                        200,
                        "template",
                        Map.of(
                                "settings",
                                // refreshed each second while somebody searches, which is how it is by default
                                Map.of("number_of_shards", 1, "auto_expand_replicas", "0-1"),
                                "mappings",
                                Map.of("dynamic", false, "properties", fields))));
        if (!answer.isOk()) {
            throw new EngineAway("OpenSearch refuses the template " + name + ": " + answer.error(), null);
        }
        // an index of today that an older version has made learns the fields that are new
        opensearch.put(
                "/" + prefix + "*/_mapping?ignore_unavailable=true&allow_no_indices=true",
                Map.of("properties", fields));
    }

    private static Map<String, Object> common() {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("nanos", LONG);
        for (String keyword : List.of("service", "env", "traceId")) {
            fields.put(keyword, KEYWORD);
        }
        fields.put("tags", FOUND);
        fields.put("attributes", UNINDEXED);
        fields.put("resource", UNINDEXED);
        return fields;
    }

    private static Map<String, Object> logFields() {
        Map<String, Object> fields = common();
        fields.put("id", Map.of("type", "keyword"));
        fields.put("time", Map.of("type", "date", "format", "epoch_millis"));
        fields.put("received", Map.of("type", "date", "format", "epoch_millis"));
        for (String keyword : List.of("app", "instance", "scope", "severity", "errorId", "errorTitle")) {
            fields.put(keyword, KEYWORD);
        }
        fields.put("severityNumber", Map.of("type", "byte"));
        fields.put("body", TEXT);
        fields.put("exception", TEXT);
        return fields;
    }

    /**
     * What is only shown is in the source; a field costs, and there are more spans than anything else. A span is found by its trace and the number that
     * its id is, since an index of all ids costs most.
     */
    private static Map<String, Object> spanFields() {
        Map<String, Object> fields = common();
        fields.put("name", KEYWORD);
        fields.put("endNanos", SORTED);
        fields.put("durationNanos", SORTED);
        fields.put("spanNumber", SORTED);
        fields.put("root", Map.of("type", "boolean", "index", false));
        fields.put("error", Map.of("type", "boolean", "doc_values", false));
        fields.put("events", UNINDEXED);
        fields.put("links", UNINDEXED);
        return fields;
    }

    /** Deletes what is older than it is to be kept, and of streams that have a limit of bytes the oldest beyond it. */
    public void deleteOld() {
        Answer answer = opensearch.get("/_cat/indices/" + LOGS + "*," + SPANS
                + "*?h=index,pri.store.size&bytes=b&format=json&expand_wildcards=open,closed");
        if (!answer.isOk()) {
            return;
        }
        Map<String, List<Kept>> byStream = new TreeMap<>();
        answer.body().forEach(each -> {
            String index = each.path("index").asString("");
            IndexName name = IndexName.parse(index);
            if (name != null) {
                byStream.computeIfAbsent(name.prefix() + name.stream(), stream -> new ArrayList<>())
                        .add(new Kept(index, name, each.path("pri.store.size").asLong(0)));
            }
        });
        byStream.values().forEach(this::deleteOld);
    }

    /** An index and its bytes. */
    private record Kept(String index, IndexName name, long bytes) {}

    private void deleteOld(List<Kept> stream) {
        Retention retention = streams.retention(stream.getFirst().name().stream());
        Instant oldest = clock.instant().minus(retention.age());
        long limit = retention.megabytes() == null ? Long.MAX_VALUE : (long) retention.megabytes() << 20;
        long bytes = 0;
        boolean newest = true;
        stream.sort(
                Comparator.<Kept, Instant>comparing(each -> each.name().begin()).reversed());
        for (Kept each : stream) {
            bytes += each.bytes();
            if (each.name().begin().plus(each.name().longest()).isBefore(oldest)) {
                delete(each.index(), "as telemetry like it is kept for " + retention.age());
            } else if (bytes > limit && !newest) {
                delete(each.index(), "as its stream may have %d MB".formatted(retention.megabytes()));
            }
            newest = false;
        }
    }

    private void delete(String index, String why) {
        LOG.info("Deleting {}, {}", index, why);
        opensearch.delete("/" + index);
    }
}
