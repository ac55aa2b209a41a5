// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.parser.ParserOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PromtoolIT cannot compare: what is newer than the promtool there, documents of Plinth, and what is said of problems. */
class RuleTestsTest {
    @TempDir
    Path directory;

    private RuleTestReport run(String rules, String tests) throws IOException {
        Files.writeString(directory.resolve("rules.yml"), rules);
        return new RuleTests(ParserOptions.STABLE).run(Files.writeString(directory.resolve("tests.yml"), tests));
    }

    private static List<String> failures(RuleTestReport report) {
        return report.tests().stream().flatMap(test -> test.failures().stream()).toList();
    }

    private static void assertSuccess(RuleTestReport report) {
        assertThat(report.problem()).isNull();
        assertThat(failures(report)).isEmpty();
        assertThat(report.isSuccess()).isTrue();
    }

    @Test
    void an_alert_can_go_on_firing() throws IOException {
        assertSuccess(run("""
                groups:
                - name: g
                  rules:
                  - alert: A
                    expr: up == 0
                    keep_firing_for: 3m
                """, """
                rule_files: [rules.yml]
                tests:
                - interval: 1m
                  input_series: [{series: up, values: 0 1x9}]
                  alert_rule_test:
                  - {eval_time: 3m, alertname: A, exp_alerts: [{}]}
                  - {eval_time: 4m, alertname: A, exp_alerts: []}
                """));
    }

    @Test
    void a_group_has_labels_and_an_offset() throws IOException {
        assertSuccess(run("""
                groups:
                - name: g
                  query_offset: 2m
                  labels: {team: core, kind: group}
                  rules:
                  - {record: a, expr: up, labels: {kind: rule}}
                  - {alert: A, expr: up > 2}
                """, """
                rule_files: [rules.yml]
                tests:
                - interval: 1m
                  input_series: [{series: up, values: 0+1x9}]
                  alert_rule_test:
                  - {eval_time: 4m, alertname: A}
                  - {eval_time: 5m, alertname: A, exp_alerts: [{exp_labels: {team: core, kind: group}}]}
                  promql_expr_test:
                  - {expr: a, eval_time: 5m, exp_samples: [{labels: 'a{team="core", kind="rule"}', value: 3}]}
                  - {expr: a, eval_time: 2m, exp_samples: [{labels: 'a{team="core", kind="rule"}', value: 2}]}
                """));
    }

    @Test
    void histograms_are_given_and_expected() throws IOException {
        String rules = """
                groups:
                - name: g
                  rules:
                  - {record: a, expr: h}
                  - {alert: A, expr: h, annotations: {value: '{{ $value }}'}}
                """;
        String tests = """
                rule_files: [rules.yml]
                tests:
                - interval: 1m
                  input_series: [{series: h, values: '{{schema:0 sum:-0.3 count:3.1 z_bucket:7.1 z_bucket_w:0.05 buckets:[5.1 10 7] n_buckets:[4.1 5]}}x5'}]
                  alert_rule_test:
                  - eval_time: 1m
                    alertname: A
                    exp_alerts:
                    - exp_annotations: {value: '{count:3.1, sum:-0.3, [-2,-1):5, [-1,-0.5):4.1, [-0.05,0.05]:7.1, (0.5,1]:5.1, (1,2]:10, (2,4]:7}'}
                  promql_expr_test:
                  - expr: a
                    eval_time: 1m
                    exp_samples: [{labels: a, histogram: '{{schema:0 sum:-0.3 count:SIZE z_bucket:7.1 z_bucket_w:0.05 buckets:[5.1 10 7] n_buckets:[4.1 5]}}'}]
                """;
        assertThat(failures(run(rules, tests.replace("SIZE", "3.2"))))
                .anySatisfy(failure -> assertThat(failure).contains("count:3.1").contains("count:3.2"));

        assertSuccess(run(rules, tests.replace("SIZE", "3.1")));
    }

    @Test
    void names_may_be_any_unicode() throws IOException {
        assertSuccess(run("""
                groups:
                - name: g
                  rules: [{record: http.errors, expr: '{"http.requests"} / 2', labels: {äöü: x}}]
                """, """
                rule_files: [rules.yml]
                tests:
                - interval: 1m
                  input_series: [{series: '{"http.requests", "a.b"="c"}', values: 4}]
                  promql_expr_test:
                  - {expr: '{"http.errors"}', eval_time: 0, exp_samples: [{labels: '{"http.errors", "a.b"="c", "äöü"="x"}', value: 2}]}
                """));
    }

    @Test
    void numbers_may_differ_by_the_last_bit_when_that_is_enough() throws IOException {
        String tests = """
                rule_files: [rules.yml]
                fuzzy_compare: FUZZY
                tests:
                - interval: 1m
                  input_series: [{series: up, values: 1}]
                  promql_expr_test: [{expr: up * 0.1 + 0.2, eval_time: 0, exp_samples: [{labels: '{}', value: 0.3}]}]
                """;

        assertSuccess(run("groups: []", tests.replace("FUZZY", "true")));
        assertThat(failures(run("groups: []", tests.replace("FUZZY", "false")))).containsExactly("""
                expr: "up * 0.1 + 0.2", time: 0s (line 6)
                    - expected: {} 0.3
                    + got:      {} 0.30000000000000004""");
    }

    @Test
    void an_interval_that_is_absent_is_that_of_the_evaluations() throws IOException {
        assertSuccess(run("groups: []", """
                evaluation_interval: 30s
                tests:
                - input_series: [{series: up, values: 0 1 2 3}]
                  promql_expr_test: [{expr: up, eval_time: 1m, exp_samples: [{labels: up, value: 2}]}]
                """));
    }

    @Test
    void documents_of_plinth_are_rules_too() throws IOException {
        assertSuccess(run("""
                kind: RecordingRules
                env: prod
                name: requests
                spec:
                  intervalSeconds: 30
                  rules: [{record: 'job:x:sum', expr: sum by (job) (x), labels: {team: core}}]
                ---
                kind: Dashboard
                name: other
                spec: {panels: []}
                ---
                kind: AlertRules
                env: prod
                name: shop
                spec:
                  description: What wakes people.
                  rules:
                  - alert: Many
                    expr: job:x:sum > 2
                    for: 2m
                    keepFiringFor: 1m
                    severity: critical
                    labels: {a: b}
                    annotations: {summary: '{{ $labels.job }} has {{ $value }}'}
                """, """
                rule_files: [rules.yml]
                group_eval_order: [requests, shop]
                tests:
                - interval: 1m
                  input_series: [{series: 'x{job="a", i="1"}', values: 1 2 3 0}, {series: 'x{job="a", i="2"}', values: 2 2 2 0x9}]
                  alert_rule_test:
                  - {eval_time: 1m, alertname: Many}
                  - &firing
                    eval_time: 2m
                    alertname: Many
                    exp_alerts:
                    - exp_labels: {severity: critical, a: b, job: a, team: core}
                      exp_annotations: {summary: a has 5}
                  - {<<: *firing, eval_time: 3m}
                  - {eval_time: 4m, alertname: Many}
                """));
    }

    @Test
    void the_example_of_the_documentation_is_right() throws IOException {
        List<String> examples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/how-to/test-rules.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        Files.writeString(directory.resolve("alerts.yaml"), examples.get(0));
        Files.writeString(directory.resolve("forms.yaml"), examples.get(2));

        assertSuccess(run("groups: []", examples.get(1)));
        assertSuccess(run("groups: []", examples.get(3)));
        RuleTestReport report = run("groups: []", examples.get(1).replace("a is down", "a is gone"));
        assertThat(Files.readString(Path.of("../docs/how-to/test-rules.md")).replaceAll("(?m)^ +", ""))
                .contains(String.join("\n", failures(report)).replaceAll("(?m)^ +", ""));
    }

    private void assertAlerts(String form, String series, String... expected) throws IOException {
        assertSuccess(run("""
                kind: AlertRules
                env: prod
                name: forms
                spec:
                  rules:
                  - alert: A
                    %s
                    annotations: {value: '{{ $value }}'}
                """.formatted(form), """
                rule_files: [rules.yml]
                tests:
                - interval: 1m
                  input_series: [%s]
                  alert_rule_test: [%s]
                """.formatted(series, String.join(", ", expected))));
    }

    @Test
    void a_share_of_failed_transactions_counts_when_there_are_enough() throws IOException {
        String counts = """
                {series: 'business_transactions_total{transaction="pay",result="success"}', values: 0+8x20},
                {series: 'business_transactions_total{transaction="pay",result="failure",reason="a"}', values: 0+1x20},
                {series: 'business_transactions_total{transaction="pay",result="failure",reason="b"}', values: 0+1x20},
                {series: 'business_transactions_total{transaction="other",result="failure"}', values: 0+1x20}
                """;
        assertAlerts(
                "transaction: {name: pay, failureRatioAbove: 0.1, minimum: 50}",
                counts,
                "{eval_time: 10m, alertname: A, exp_alerts: [{exp_labels: {transaction: pay}, exp_annotations: {value: 0.2}}]}");
        assertAlerts(
                "transaction: {name: pay, failureRatioAbove: 0.1, minimum: 51}",
                counts,
                "{eval_time: 10m, alertname: A}");
        assertAlerts("transaction: {name: pay, failureRatioAbove: 0.2}", counts, "{eval_time: 10m, alertname: A}");
        assertAlerts(
                "transaction: {name: pay, failuresAbove: 19, over: 10m}",
                counts,
                "{eval_time: 15m, alertname: A, exp_alerts: [{exp_labels: {transaction: pay}, exp_annotations: {value: 20}}]}");
    }

    @Test
    void too_few_transactions_are_also_none_at_all() throws IOException {
        assertAlerts(
                "transaction: {name: pay, countBelow: 5}",
                "{series: 'business_transactions_total{transaction=\"pay\",result=\"success\"}', values: 0+1x10 10x10}",
                "{eval_time: 0m, alertname: A, exp_alerts: [{exp_labels: {transaction: pay}, exp_annotations: {value: 0}}]}",
                "{eval_time: 10m, alertname: A}",
                "{eval_time: 16m, alertname: A, exp_alerts: [{exp_labels: {transaction: pay}, exp_annotations: {value: 0}}]}");
        assertAlerts(
                "transaction: {name: pay, failedAmountAbove: 99.5}",
                "{series: 'business_transaction_amount_total{transaction=\"pay\",result=\"failure\"}', values: 0+20x10}",
                "{eval_time: 10m, alertname: A, exp_alerts: [{exp_labels: {transaction: pay}, exp_annotations: {value: 100}}]}");
    }

    @Test
    void series_that_give_nothing_any_more_whether_they_ended_or_not() throws IOException {
        String series = """
                {series: 'up{job="a"}', values: 1x5 stale _x100},
                {series: 'up{job="b"}', values: 2x5 _x100},
                {series: 'up{job="c"}', values: 3x200}
                """;
        String both = """
                exp_alerts: [
                {exp_labels: {job: a}, exp_annotations: {value: 1}},
                {exp_labels: {job: b}, exp_annotations: {value: 2}}]""";
        assertAlerts(
                "noData: {expr: up, within: 3m}",
                series,
                "{eval_time: 7m, alertname: A}",
                "{eval_time: 8m, alertname: A, %s}".formatted(both),
                "{eval_time: 64m, alertname: A, %s}".formatted(both),
                "{eval_time: 65m, alertname: A}");
        assertAlerts(
                "noData: {expr: 'up{job=\"d\"}', orNone: true}",
                series,
                "{eval_time: 0m, alertname: A, exp_alerts: [{exp_labels: {job: d}, exp_annotations: {value: 1}}]}");
    }

    @Test
    void how_many_log_records_there_are_is_said_by_a_series() throws IOException {
        assertAlerts(
                "logs: {query: timeout, by: [service], above: 10}",
                """
                {series: 'plinth_log_records{alert="A",service="orders"}', values: 10 11},
                {series: 'plinth_log_records{alert="A",service="users"}', values: 9 9},
                {series: 'plinth_log_records{alert="B",service="users"}', values: 99 99}
                """,
                "{eval_time: 0m, alertname: A}",
                "{eval_time: 1m, alertname: A, exp_alerts: [{exp_labels: {service: orders}, exp_annotations: {value: 11}}]}");
    }

    @Test
    void the_difference_of_alerts_is_said_alert_by_alert() throws IOException {
        RuleTestReport report = run("""
                groups:
                - name: g
                  rules:
                  - {alert: A, expr: up == 0, annotations: {summary: '{{ $labels.job }} is down', same: x}}
                """, """
                rule_files: [rules.yml]
                tests:
                - name: two are down
                  interval: 1m
                  input_series: [{series: 'up{job="a"}', values: 0}, {series: 'up{job="b"}', values: 0}]
                  alert_rule_test:
                  - eval_time: 0
                    alertname: A
                    exp_alerts:
                    - {exp_labels: {job: a}, exp_annotations: {summary: a is up, same: x}}
                    - {exp_labels: {job: c}}
                """);

        assertThat(report.tests()).singleElement().satisfies(test -> {
            assertThat(test.name()).isEqualTo("two are down");
            assertThat(test.line()).isEqualTo(3);
            assertThat(test.failures()).containsExactly("""
                    alertname: A, time: 0s (line 7)
                          {alertname="A", job="a"}
                        - expected: annotation summary: "a is up"
                        + got:      annotation summary: "a is down"
                        - expected: {alertname="A", job="c"} annotations {}
                        + got:      {alertname="A", job="b"} annotations {same="x", summary="b is down"}""");
        });
    }

    @Test
    void a_rule_that_fails_ends_the_test() throws IOException {
        RuleTestReport report = run("groups: [{name: g, rules: [{record: a, expr: 'x / on() x'}]}]", """
                rule_files: [rules.yml]
                tests:
                - interval: 1m
                  input_series: [{series: 'x{i="1"}', values: '_ 1'}, {series: 'x{i="2"}', values: '_ 1'}]
                  promql_expr_test: [{expr: nothing, eval_time: 9m, exp_samples: []}]
                """);

        assertThat(failures(report))
                .singleElement()
                .asString()
                .startsWith("rule: a, time: 1m, err: found duplicate series for the match group");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rule_files: [rules.yml]\\ntests:\\n- interval: 1m\\n  inputs: []          | line 4: field inputs not found (expected: one of name, interval,
                    tests:\\n- interval: 1 m                                                  | line 2: not a valid duration string
                    tests: {}                                                                 | line 1: expected: a list
                    tests:\\n- a                                                              | line 2: expected: a mapping
                    fuzzy_compare: maybe                                                      | line 1: "maybe" (expected: true or false)
                    tests: [                                                                  | line 2: no YAML
                    group_eval_order:\\n- a\\n- a                                             | line 3: group name repeated in evaluation order: a
                    tests:\\n- alert_rule_test:\\n  - eval_time: 1m                           | line 3: an item under alert_rule_test misses
                    """)
    void what_is_wrong_in_a_file_of_tests_is_said_with_its_line(String file, String problem) throws IOException {
        assertThat(run("groups: []", file.replace("\\n", "\n") + "\n").problem())
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    groups:\\n- name: g\\n  rule: []                                            | line 3: field rule not found (expected: one of name,
                    groups:\\n- rules: []                                                       | line 2: Groupname must not be empty
                    groups:\\n- name: g\\n  rules:\\n  - alert: A\\n    expr: up ==             | line 5: could not parse expression: 1:6: parse error: unexpected end of input
                    groups:\\n- name: g\\n  rules:\\n  - alert: A\\n    for: 5m                 | line 4: field 'expr' must be set in rule
                    groups:\\n- name: g\\n  rules:\\n  - expr: up                               | line 4: one of 'record' or 'alert' must be set
                    groups:\\n- {name: g, limit: x}                                             | line 2: "x" is no whole number
                    groups: [{name: g, rules: [{alert: A, expr: up,\\nlabels: {a: '{{ b }}'}}]}]| line 2: label "a": error parsing template __alert_A: template: __alert_A:1:4: function "b" not defined
                    groups: [{name: g, rules: [{record: 'a{}', expr: up}]}]                     | braces present in the recording rule name
                    kind: AlertRules\\nname: a                                                  | line 1: AlertRules need a name and a spec
                    kind: AlertRules\\nname: a\\nspec:\\n  rules:\\n  - {alert: A, expr: up, keep_firing_for: 1m} | line 5: field keep_firing_for not found
                    kind: AlertRules\\nname: a\\nspec:\\n  rules:\\n  - {alert: A, expr: up,\\n     noData: {expr: up}} | line 6: only one of expr, noData may be set in rule
                    kind: AlertRules\\nname: a\\nspec:\\n  rules:\\n  - {alert: A, transaction: {name: pay, failuresAbove: 1,\\n over: 1s}} | line 6: transaction.over: expected: a duration from 2m to 1d, as 5m
                    kind: AlertRules\\nname: a\\nspec:\\n  rules:\\n  - alert: A\\n    logs: {\\n    service: a} | line 7: field service not found (expected: one of query, services,
                    groups: []\\n---\\ngroups: []                                               | more than one document, and this one has no kind
                    groups: &a\\n- <<: *a                                                       | line 2
                    """)
    void what_is_wrong_in_a_file_of_rules_is_said_with_its_line(String file, String problem) throws IOException {
        RuleTestReport report =
                run(file.replace("\\n", "\n") + "\n", "rule_files: [r*.yml]\ntests: [{interval: 1m}]\n");

        assertThat(report.problem()).contains("rules.yml, ").contains(problem);
        assertThat(report.isSuccess()).isFalse();
    }

    @Test
    void fields_without_a_value_are_absent() throws IOException {
        assertSuccess(run("""
                groups:
                - name: g
                  labels: null
                  rules: [{record: a, expr: '1', labels: ~, annotations: }]
                """, """
                rule_files: [rules.yml]
                evaluation_interval: ~
                tests:
                - input_series:
                  promql_expr_test: [{expr: a, exp_samples: [{labels: a, value: 1, histogram: }]}]
                """));
    }

    @Test
    void a_pattern_that_no_file_matches_is_warned_of() throws IOException {
        RuleTestReport report = run("groups: []", "rule_files: [none-*.yml, deeper/*/x.yml]\ntests: []\n");

        assertThat(report.warnings()).containsExactly("no file matches none-*.yml", "no file matches deeper/*/x.yml");
        assertThat(report.isSuccess()).isTrue();
    }

    @Test
    void patterns_are_relative_to_the_file_and_each_file_counts_once() throws IOException {
        Path deeper = Files.createDirectories(directory.resolve("a/b"));
        Files.writeString(deeper.resolve("one.yml"), "groups: [{name: g, rules: [{record: a, expr: '1'}]}]");

        assertSuccess(run("groups: []", """
                rule_files: ['a/?/*.yml', 'a/b/one.yml', '../%s/a/b/[a-z]ne.yml']
                tests:
                - promql_expr_test: [{expr: a, eval_time: 0, exp_samples: [{labels: a, value: 1}]}]
                """.formatted(directory.getFileName())));
    }

    @Test
    void results_can_be_told_to_build_servers() throws IOException {
        RuleTestReport good = run("groups: []", "tests: [{name: a < b}]\n");
        RuleTestReport bad = run("groups: []", "tests: [{promql_expr_test: [{expr: 1, exp_samples: []}]}]\n");
        RuleTestReport broken = run("groups: []", "test: []\n");

        String xml = JUnitReport.of(List.of(good, bad, broken));

        assertThat(xml)
                .contains("tests=\"1\" failures=\"0\" errors=\"0\"")
                .contains("name=\"a &lt; b\"")
                .contains("<failure message=\"expr: &quot;1&quot;, time: 0s (line 1)\">")
                .contains("<error message=\"line 1: field test not found");
    }
}
