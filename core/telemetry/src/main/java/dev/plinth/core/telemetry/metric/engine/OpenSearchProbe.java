// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.OpenSearchHttp;
import dev.plinth.core.kernel.engine.OpenSearchHttp.Answer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import tools.jackson.databind.JsonNode;

/** Asks OpenSearch. Names of metrics are those of elasticsearch_exporter. */
final class OpenSearchProbe implements EngineProbe {
    private static final int MAX_INDICES = 500;
    private static final List<String> COLORS = List.of("green", "yellow", "red");

    private final OpenSearchHttp http;
    private final Parts parts = new Parts("OpenSearch");
    private String cluster = "";

    /** @param http is closed with this */
    OpenSearchProbe(OpenSearchHttp http) {
        this.http = http;
    }

    @Override
    public void read(Readings to) throws InterruptedException {
        parts.begin();
        parts.read("the health of the cluster", () -> health(get("/_cluster/health"), to));
        parts.read(
                "nodes", () -> nodes(get("/_nodes/stats/indices,os,process,jvm,thread_pool,fs,transport,breaker"), to));
        parts.read(
                "indices",
                () -> indices(
                        get("/_stats/docs,store,indexing,search?filter_path=indices.*.primaries,indices.*.total"), to));
        parts.end();
    }

    private JsonNode get(String path) throws InterruptedException {
        try {
            Answer answer = http.send("GET", path, null, null);
            if (!answer.isOk()) {
                throw new EngineAway("OpenSearch answers " + answer.error(), null);
            }
            return answer.body();
        } catch (EngineAway e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (e.getCause() == null) {
                // it answers, but not with this
                throw new RefusedException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    private void health(JsonNode health, Readings to) {
        cluster = health.path("cluster_name").asString("");
        for (String color : COLORS) {
            to.add(
                    OpenSearchFigures.STATUS,
                    color.equals(health.path("status").asString("")) ? 1 : 0,
                    "cluster",
                    cluster,
                    "color",
                    color);
        }
        OpenSearchFigures.add(OpenSearchFigures.HEALTH, health, to, "cluster", cluster);
    }

    private void nodes(JsonNode answer, Readings to) {
        String name = answer.path("cluster_name").asString("");
        for (JsonNode node : answer.path("nodes")) {
            OpenSearchNode.add(node, name, to);
        }
    }

    /** The largest, when there are too many. */
    private void indices(JsonNode answer, Readings to) {
        answer.path("indices").properties().stream()
                .sorted(Comparator.comparingLong((Entry<String, JsonNode> each) -> -each.getValue()
                                .at("/total/store/size_in_bytes")
                                .asLong(0))
                        .thenComparing(Map.Entry::getKey))
                .limit(MAX_INDICES)
                .forEach(each -> OpenSearchFigures.add(
                        OpenSearchFigures.INDEX, each.getValue(), to, "cluster", cluster, "index", each.getKey()));
    }

    @Override
    public void close() {
        http.close();
    }
}
