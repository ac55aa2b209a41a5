// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.SeriesSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The queries of the dashboards that come along, for all that could be chosen. */
public final class BuiltInQueries {
    private static final Map<String, String> TIMES =
            Map.of("__rate_interval", "1m", "__interval", "15s", "__range", "1h", "quantile", "0.95");

    private BuiltInQueries() {}

    /** By name of the file. */
    static Map<String, JsonNode> documents() throws IOException {
        YAMLMapper yaml = YAMLMapper.builder().build();
        Map<String, JsonNode> documents = new TreeMap<>();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources(BuiltInDashboards.FILES)) {
            try (InputStream in = file.getInputStream()) {
                documents.put(Objects.requireNonNull(file.getFilename()), yaml.readTree(in));
            }
        }
        return documents;
    }

    static Stream<JsonNode> panels(JsonNode document) {
        return document.at("/spec/rows")
                .valueStream()
                .flatMap(row -> row.path("panels").valueStream());
    }

    static String filled(String expr) {
        return Placeholders.of(expr).filled(name -> TIMES.getOrDefault(name, ".*"));
    }

    /** Those of the dashboard that the source has no number for at that time, each with its panel. */
    public static List<String> unanswered(String dashboard, SeriesSource source, long time) throws IOException {
        Engine engine = new Engine(EngineOptions.DEFAULT);
        List<String> unanswered = new ArrayList<>();
        panels(Objects.requireNonNull(documents().get(dashboard + ".yaml")))
                .forEach(panel -> panel.path("queries").forEach(query -> {
                    String expr = filled(query.path("expr").asString());
                    QueryResult.Vector found = (QueryResult.Vector)
                            engine.instant(source, expr, time).value();
                    if (found.samples().stream().noneMatch(sample -> Double.isFinite(sample.value()))) {
                        unanswered.add(panel.path("title").asString() + ": " + expr);
                    }
                }));
        return unanswered;
    }
}
