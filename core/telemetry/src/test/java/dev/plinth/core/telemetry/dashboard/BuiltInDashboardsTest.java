// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.Annotation;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The files of the dashboards that come along. */
class BuiltInDashboardsTest {
    private static Map<String, JsonNode> documents() throws IOException {
        return BuiltInQueries.documents();
    }

    private static List<Expr.VectorSelector> selectors(JsonNode panel) {
        List<Expr.VectorSelector> found = new ArrayList<>();
        panel.path("queries").forEach(query -> {
            String expr = filled(query.path("expr").asString());
            collect(Parser.parse(expr, ParserOptions.STABLE), found);
        });
        return found;
    }

    private static String filled(String expr) {
        return BuiltInQueries.filled(expr);
    }

    private static void collect(Expr expr, List<Expr.VectorSelector> to) {
        if (expr instanceof Expr.VectorSelector selector) {
            to.add(selector);
        }
        expr.children().forEach(child -> collect(child, to));
    }

    private static boolean matches(List<Matcher> matchers, Labels series) {
        return matchers.stream().allMatch(matcher -> matcher.matches(series.get(matcher.name())));
    }

    private static Stream<JsonNode> panels(JsonNode document) {
        return BuiltInQueries.panels(document);
    }

    @Test
    void each_is_named_as_its_file() throws IOException {
        assertThat(documents())
                .hasSize(10)
                .allSatisfy((file, document) ->
                        assertThat(file).isEqualTo(document.path("name").asString() + ".yaml"));
    }

    @Test
    void those_of_engines_say_that_they_are_collected_and_what_others_need() throws IOException {
        for (String engine : List.of("postgresql", "redis", "kafka", "opensearch")) {
            assertThat(Objects.requireNonNull(documents().get(engine + ".yaml"))
                            .at("/spec/description")
                            .asString())
                    .contains("exporter")
                    .contains("Plinth collects these of the");
        }
    }

    @ParameterizedTest
    @CsvSource({"jvm.yaml, ", "http-server.yaml, At work"})
    void each_panel_asks_for_something_that_micrometer_sends(String file, String but) throws Exception {
        List<Labels> sent = SentByMicrometer.series();
        assertThat(panels(Objects.requireNonNull(documents().get(file)))
                        .filter(panel -> panel.has("queries"))
                        .filter(panel -> !panel.path("title").asString().equals(but)))
                .isNotEmpty()
                .allSatisfy(panel -> assertThat(selectors(panel))
                        .as(panel.path("title").asString())
                        .anySatisfy(selector -> assertThat(sent)
                                .anySatisfy(series -> assertThat(
                                                // a service that is well has no failures
                                                matches(withoutStatus(selector), series))
                                        .isTrue())));
    }

    @Test
    void each_query_gives_numbers_when_its_metrics_are_there() throws IOException {
        Engine engine = new Engine(EngineOptions.DEFAULT);
        long start = 1_700_000_000_000L;
        assertThat(documents().values().stream()
                        .flatMap(BuiltInDashboardsTest::panels)
                        .flatMap(panel -> panel.path("queries").valueStream())
                        .map(query -> filled(query.path("expr").asString())))
                .hasSizeGreaterThan(100)
                .allSatisfy(expr -> {
                    QueryResult result = engine.range(new WhateverIsAsked(), expr, start, start + 600_000, 60_000);
                    // names of exporters do not say that they are counters, which is worth a remark
                    assertThat(result.annotations())
                            .as(expr)
                            .noneMatch(each -> each.level() == Annotation.Level.WARNING);
                    assertThat(((QueryResult.Matrix) result.value()).rows())
                            .as(expr)
                            .isNotEmpty()
                            .allSatisfy(row -> assertThat(Double.isFinite(
                                            row.samples().values()[row.samples().size() - 1]))
                                    .isTrue());
                });
    }

    private static List<Matcher> withoutStatus(Expr.VectorSelector selector) {
        Set<String> status = Set.of("status", "http_response_status_code");
        return selector.matchers().stream()
                .filter(matcher -> !status.contains(matcher.name()))
                .toList();
    }
}
