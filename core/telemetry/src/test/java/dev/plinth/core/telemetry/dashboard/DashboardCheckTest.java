// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.telemetry.dashboard.DashboardCheck.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class DashboardCheckTest {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private static List<Finding> findings(String spec) {
        return DashboardCheck.of(YAML.readValue(spec, DashboardSpec.class));
    }

    /** The panel in the place of the second one of the first row, with variables of each sort. */
    private static List<Finding> ofPanel(String panel) {
        JsonNode read = YAML.readTree("""
                title: Shop
                variables:
                  - {name: job, query: {metric: up, label: job}, multi: true}
                  - {name: metric, query: {matchers: 'job=~"$job"', label: __name__}}
                  - {name: quantile, values: ["0.5", "0.99"]}
                  - {name: window, values: [5m, 1h]}
                rows:
                  - panels:
                      - {title: First, kind: text, text: Hello}
                """);
        read.at("/rows/0/panels").asArray().add(YAML.readTree(panel));
        return findings(read.toString());
    }

    private static List<Finding> ofQuery(String expr) {
        return ofPanel(YAML.writeValueAsString(
                Map.of("title", "It", "kind", "timeseries", "queries", List.of(Map.of("expr", expr)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate(requests_total{job=~\"$job\"}[$__rate_interval])",
                "sum by (job) (rate(requests_total{job=~\"${job}\"}[${window}])) / $quantile",
                "histogram_quantile($quantile, sum by (le) (rate(x_bucket[$__interval])))",
                "$metric{job=~\"$job\"}",
                "sum(rate($metric[5m]))",
                "max_over_time($metric[$__range:$__interval])",
                "topk($job, up)",
                "label_replace(up, \"a\", \"$1-${2}\", \"job\", \"(.)(.*)$\")",
                "1 + 1",
            })
    void a_query_in_which_variables_stand_is_taken(String expr) {
        assertThat(ofQuery(expr)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sum(rate(x{job=~"$job"}[5m])       | a query in PromQL; 1:29: unclosed left parenthesis
            up{job=~"$job"} +                  | a query in PromQL; 1:18: unexpected end of input
            $metric{job=~"$job", a="b"} + ]    | a query in PromQL; 1:31: unexpected right bracket ']'
            rate(x{job=~"$job"})               | a query in PromQL; 1:6: expected type range vector in call to function "rate", got instant vector (is there a range missing, as in rate(…[$__rate_interval])?)
            sum(ratee(x[$window]))             | a query in PromQL; 1:5: unknown function with name "ratee" (did you mean rate?)
            x[$__rate_interval]                | a query that gives an instant vector or a scalar, and not a range vector; a function such as rate(…) makes one of it
            "x"                                | a query that gives an instant vector or a scalar, and not a string
            up{job=~"$jobb"}                   | 1:10: a variable that stands before it, not $jobb: $job (did you mean it?)
            rate(x[$__rate_intervall])         | 1:8: a variable that stands before it, not $__rate_intervall: $__rate_interval (did you mean it?)
            up{a="${host:regex}"}              | 1:7: a variable that stands before it, not $host:regex: one of $job, $metric, $quantile, $window, $__interval, $__range, $__rate_interval
            """)
    void what_is_wrong_with_a_query_is_said_with_its_place(String expr, String expected) {
        assertThat(ofQuery(expr)).singleElement().satisfies(found -> {
            assertThat(found.field()).isEqualTo("rows[0].panels[1].queries[0].expr");
            assertThat(found.expected()).startsWith(expected);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {title: First, kind: text, text: x}                                          | rows[0].panels[1].title | a title that no other panel of the row has
            {title: It, kind: stat}                                                      | rows[0].panels[1].queries | a value, as the panel is of kind stat
            {title: It, kind: text, text: x, queries: [{expr: up}]}                      | rows[0].panels[1].queries | nothing, as the panel is of kind text
            {title: It, kind: logs}                                                      | rows[0].panels[1].logs  | a value, as the panel is of kind logs
            {title: It, kind: logs, logs: {services: [a, $x]}}                           | rows[0].panels[1].logs.services[1] | 1:1: a variable that stands before it, not $x
            {title: It, kind: stat, queries: [{expr: up}], text: x}                      | rows[0].panels[1].text  | nothing, as the panel is of kind stat
            {title: It, kind: stat, queries: [{expr: up}], min: 3, max: 3}               | rows[0].panels[1].max   | more than min, which is 3.0
            {title: It, kind: stat, queries: [{expr: up}], stacked: true}                | rows[0].panels[1].stacked | nothing, as the panel is of kind stat
            {title: It, kind: stat, queries: [{expr: up}], thresholds: [{value: 2, level: ok}, {value: 1, level: error}]} | rows[0].panels[1].thresholds[1].value | more than the value before, which is 2.0
            {title: It, kind: stat, queries: [{expr: up, legend: "{{job"}]}              | rows[0].panels[1].queries[0].legend | each {{ with its }}, as {{instance}}
            {title: It, kind: stat, queries: [{expr: up, legend: "{{ a b }}"}]}          | rows[0].panels[1].queries[0].legend | the name of a label in {{ }}, as {{instance}}
            {title: It, kind: stat, queries: [{expr: up, legend: "$no"}]}                | rows[0].panels[1].queries[0].legend | 1:1: a variable that stands before it, not $no
            """)
    void what_is_wrong_with_a_panel_is_said_of_its_field(String panel, String field, String expected) {
        assertThat(ofPanel(panel)).singleElement().satisfies(found -> {
            assertThat(found.field()).isEqualTo(field);
            assertThat(found.expected()).startsWith(expected);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {name: a}                                                                    | variables[1].query       | a metric and a label, or the values themselves in values
            {name: a, values: [x], query: {metric: up, label: job}}                      | variables[1].values      | nothing, as the values are those of a label
            {name: a, values: [x, x]}                                                    | variables[1].values      | each value once
            {name: a, values: [x], default: y}                                           | variables[1].default     | one of the values
            {name: env, values: [x]}                                                     | variables[1].name        | a name that no other variable has
            {name: a, query: {label: job}}                                               | variables[1].query.metric | the name of a metric, or matchers of series in matchers
            {name: a, query: {metric: "a b", label: job}}                                | variables[1].query.metric | letters, digits, '_' and ':', as node_load1
            {name: a, query: {metric: up, label: a-b}}                                   | variables[1].query.label | letters, digits and '_', as instance
            {name: a, query: {metric: up, label: job, matchers: 'env=~"$env", x'}}       | variables[1].query.matchers | a query in PromQL; 1:15: unexpected
            {name: a, query: {metric: up, label: job, matchers: 'job="$a"'}}             | variables[1].query.matchers | 1:6: a variable that stands before it, not $a
            """)
    void what_is_wrong_with_a_variable_is_said_of_its_field(String variable, String field, String expected) {
        JsonNode spec = YAML.readTree("""
                title: Shop
                variables: [{name: env, query: {metric: up, label: env}, includeAll: true}]
                rows: [{panels: [{title: First, kind: text, text: Hello}]}]
                """);
        spec.at("/variables").asArray().add(YAML.readTree(variable));
        assertThat(findings(spec.toString())).singleElement().satisfies(found -> {
            assertThat(found.field()).isEqualTo(field);
            assertThat(found.expected()).startsWith(expected);
        });
    }

    @Test
    void all_that_is_wrong_is_said_at_once() {
        assertThat(ofPanel("""
                {title: First, kind: timeseries, queries: [{expr: sum(}, {expr: up}, {expr: $x}]}
                """))
                .extracting(Finding::field)
                .containsExactly(
                        "rows[0].panels[1].title",
                        "rows[0].panels[1].queries[0].expr",
                        "rows[0].panels[1].queries[2].expr");
    }
}
