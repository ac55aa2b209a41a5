// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of tests.
 *
 * @param ruleFiles patterns of paths, relative to the file
 * @param evaluationInterval from one evaluation of all rules to the next
 * @param groupEvalOrder names of groups in the order in which they are evaluated; others come with the first
 * @param fuzzyCompare whether samples may differ by the last bit
 */
record RuleTestFile(
        List<String> ruleFiles,
        Duration evaluationInterval,
        List<String> groupEvalOrder,
        boolean fuzzyCompare,
        List<Test> tests) {
    private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);
    private static final List<String> FILE =
            List.of("rule_files", "evaluation_interval", "group_eval_order", "fuzzy_compare", "tests");
    private static final List<String> TEST = List.of(
            "name",
            "interval",
            "input_series",
            "alert_rule_test",
            "promql_expr_test",
            "external_labels",
            "external_url");

    /**
     * One test, with series of its own.
     *
     * @param interval between two values of the series
     */
    record Test(
            String name,
            int line,
            Duration interval,
            List<InputSeries> inputSeries,
            List<AlertTest> alertTests,
            List<ExprTest> exprTests,
            Map<String, String> externalLabels,
            String externalUrl) {
        /** The last time that something is expected of. */
        Duration end() {
            Duration end = Duration.ZERO;
            for (AlertTest test : alertTests) {
                end = test.evalTime.compareTo(end) > 0 ? test.evalTime : end;
            }
            for (ExprTest test : exprTests) {
                end = test.evalTime.compareTo(end) > 0 ? test.evalTime : end;
            }
            return end;
        }
    }

    /** A series and its values, as they are written. */
    record InputSeries(int line, String series, String values) {}

    /** Which alerts of a name must fire at a time. */
    record AlertTest(int line, Duration evalTime, String alertname, List<ExpectedAlert> expected) {}

    /** Labels without the name of the alert, and annotations. */
    record ExpectedAlert(Map<String, String> labels, Map<String, String> annotations) {}

    /** What an expression must give at a time. */
    record ExprTest(int line, String expr, Duration evalTime, List<ExpectedSample> expected) {}

    /** @param histogram in the notation of series; empty for a number */
    record ExpectedSample(int line, String labels, double value, String histogram) {}

    /** @throws RuleFileException when something is wrong in it */
    static RuleTestFile parse(String text) {
        List<YamlValue> documents = YamlValue.documents(text);
        if (documents.isEmpty()) {
            return new RuleTestFile(List.of(), DEFAULT_INTERVAL, List.of(), false, List.of());
        }
        YamlFields file = documents.getFirst().fields(FILE);
        Duration interval = file.duration("evaluation_interval");
        Duration evaluation = interval.isZero() ? DEFAULT_INTERVAL : interval;
        List<Test> tests = new ArrayList<>();
        for (YamlValue test : file.list("tests")) {
            tests.add(test(test.fields(TEST), tests.size(), evaluation));
        }
        return new RuleTestFile(
                file.list("rule_files").stream().map(YamlValue::text).toList(),
                evaluation,
                groupOrder(file),
                file.truth("fuzzy_compare"),
                tests);
    }

    private static List<String> groupOrder(YamlFields file) {
        Set<String> names = new HashSet<>();
        List<String> order = new ArrayList<>();
        for (YamlValue name : file.list("group_eval_order")) {
            if (!names.add(name.text())) {
                throw name.problem("group name repeated in evaluation order: " + name.text());
            }
            order.add(name.text());
        }
        return order;
    }

    private static Test test(YamlFields test, int index, Duration evaluationInterval) {
        Duration interval = test.duration("interval");
        return new Test(
                test.text("name").isEmpty() ? "unnamed#" + index : test.text("name"),
                test.mapping().line(),
                interval.isZero() ? evaluationInterval : interval,
                test.list("input_series").stream()
                        .map(RuleTestFile::inputSeries)
                        .toList(),
                test.list("alert_rule_test").stream()
                        .map(RuleTestFile::alertTest)
                        .toList(),
                test.list("promql_expr_test").stream()
                        .map(RuleTestFile::exprTest)
                        .toList(),
                test.texts("external_labels"),
                test.text("external_url"));
    }

    private static InputSeries inputSeries(YamlValue value) {
        YamlFields series = value.fields(List.of("series", "values"));
        return new InputSeries(value.line(), series.text("series"), series.text("values"));
    }

    private static AlertTest alertTest(YamlValue value) {
        YamlFields test = value.fields(List.of("eval_time", "alertname", "exp_alerts"));
        String name = test.text("alertname");
        if (name.isEmpty()) {
            throw value.problem("an item under alert_rule_test misses required attribute alertname");
        }
        List<ExpectedAlert> expected = new ArrayList<>();
        for (YamlValue each : test.list("exp_alerts")) {
            YamlFields alert = each.fields(List.of("exp_labels", "exp_annotations"));
            Map<String, String> labels = new LinkedHashMap<>(alert.texts("exp_labels"));
            labels.put("alertname", name);
            expected.add(new ExpectedAlert(labels, alert.texts("exp_annotations")));
        }
        return new AlertTest(value.line(), test.duration("eval_time"), name, expected);
    }

    private static ExprTest exprTest(YamlValue value) {
        YamlFields test = value.fields(List.of("expr", "eval_time", "exp_samples"));
        List<ExpectedSample> expected = new ArrayList<>();
        for (YamlValue each : test.list("exp_samples")) {
            YamlFields sample = each.fields(List.of("labels", "value", "histogram"));
            YamlValue number = sample.get("value");
            expected.add(new ExpectedSample(
                    each.line(),
                    sample.text("labels"),
                    number == null ? 0 : number.number(),
                    sample.text("histogram")));
        }
        return new ExprTest(value.line(), test.text("expr"), test.duration("eval_time"), expected);
    }
}
