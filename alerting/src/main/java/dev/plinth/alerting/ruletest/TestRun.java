// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.alerting.rule.ActiveAlerts;
import dev.plinth.alerting.rule.Alert;
import dev.plinth.alerting.rule.AlertState;
import dev.plinth.alerting.rule.ExternalContext;
import dev.plinth.alerting.rule.RuleGroup;
import dev.plinth.alerting.rule.RuleGroupEvaluation;
import dev.plinth.alerting.rule.RuleOutcome;
import dev.plinth.alerting.ruletest.RuleTestFile.AlertTest;
import dev.plinth.alerting.ruletest.RuleTestFile.ExpectedSample;
import dev.plinth.alerting.ruletest.RuleTestFile.ExprTest;
import dev.plinth.alerting.ruletest.RuleTestFile.InputSeries;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryException;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Durations;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.promql.script.SeriesNotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs one test: evaluates all groups from the time 0 on, and compares. */
final class TestRun {
    private final RuleTestFile file;
    private final RuleTestFile.Test test;
    private final Engine engine;
    private final List<RuleGroupEvaluation> groups = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    TestRun(RuleTestFile file, RuleTestFile.Test test, List<RuleGroup> groups, ParserOptions parser) {
        this.file = file;
        this.test = test;
        EngineOptions defaults = EngineOptions.DEFAULT;
        this.engine = new Engine(new EngineOptions(
                parser,
                defaults.lookback(),
                file.evaluationInterval(),
                defaults.maxSamples(),
                defaults.timeout(),
                defaults.delayedNameRemoval()));
        ExternalContext external = new ExternalContext(test.externalLabels(), test.externalUrl());
        List<RuleGroup> ordered = new ArrayList<>(groups);
        ordered.sort(Comparator.comparingInt(
                group -> Math.max(0, file.groupEvalOrder().indexOf(group.name()))));
        ordered.forEach(group -> this.groups.add(new RuleGroupEvaluation(group, engine, external, true)));
    }

    /** What is not as it must be. */
    List<String> failures() {
        TestStorage storage;
        try {
            storage = new TestStorage(input(), test.interval().toMillis());
        } catch (RuleFileException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
        if (evaluate(storage)) {
            test.exprTests().forEach(expression -> compare(expression, storage));
        }
        return failures;
    }

    /** A series that is there twice has the later values. */
    private List<SeriesNotation> input() {
        Map<Labels, SeriesNotation> series = new LinkedHashMap<>();
        for (InputSeries input : test.inputSeries()) {
            try {
                SeriesNotation notation = SeriesNotation.parse(input.series() + " " + input.values());
                series.put(notation.labels(), notation);
            } catch (ParseException | IllegalArgumentException e) {
                throw new RuleFileException(input.line(), "input_series " + input.series() + ": " + e.getMessage());
            }
        }
        return List.copyOf(series.values());
    }

    /** Says whether all rules could be evaluated. */
    private boolean evaluate(TestStorage storage) {
        List<AlertTest> alertTests = new ArrayList<>(test.alertTests());
        alertTests.sort(Comparator.comparing(AlertTest::evalTime));
        int next = 0;
        Duration end = test.end();
        for (Duration time = Duration.ZERO; time.compareTo(end) <= 0; time = time.plus(file.evaluationInterval())) {
            storage.advance(time.toMillis());
            boolean failed = false;
            for (RuleGroupEvaluation group : groups) {
                for (RuleOutcome outcome : group.evaluate(storage, storage, Instant.EPOCH.plus(time))) {
                    if (outcome.failure() != null) {
                        failed = true;
                        failures.add("rule: " + outcome.rule().name() + ", time: " + show(time) + ", err: "
                                + outcome.failure());
                    }
                }
            }
            if (failed) {
                return false;
            }
            Duration following = time.plus(file.evaluationInterval());
            while (next < alertTests.size() && alertTests.get(next).evalTime().compareTo(following) < 0) {
                compare(alertTests.get(next++));
            }
        }
        return true;
    }

    private static String show(Duration time) {
        return Durations.format(time.toMillis());
    }

    private void compare(AlertTest expected) {
        List<Alert> firing = groups.stream()
                .flatMap(group -> group.alerts().stream())
                .filter(alerts -> alerts.rule().name().equals(expected.alertname()))
                .map(ActiveAlerts::all)
                .flatMap(List::stream)
                .filter(alert -> alert.state() == AlertState.FIRING)
                .toList();
        add(
                "alertname: " + expected.alertname() + ", time: " + show(expected.evalTime()),
                expected.line(),
                new AlertDifference(expected.expected(), firing).lines());
    }

    private void add(String what, int line, List<String> differences) {
        if (!differences.isEmpty()) {
            failures.add(what + " (line " + line + ")\n    " + String.join("\n    ", differences));
        }
    }

    private void compare(ExprTest expected, TestStorage storage) {
        String what = "expr: \"" + expected.expr() + "\", time: " + show(expected.evalTime());
        try {
            List<Sample> actual = query(expected, storage);
            List<Sample> wanted =
                    expected.expected().stream().map(TestRun::sample).toList();
            add(what, expected.line(), new SampleDifference(file.fuzzyCompare()).lines(wanted, actual));
        } catch (ParseException | QueryException | RuleFileException e) {
            failures.add(what + ", err: " + e.getMessage());
        }
    }

    private List<Sample> query(ExprTest expected, TestStorage storage) {
        return switch (engine.instant(
                        storage, expected.expr(), expected.evalTime().toMillis())
                .value()) {
            case QueryResult.Vector vector -> vector.samples();
            case QueryResult.Scalar scalar -> List.of(new Sample(Labels.EMPTY, scalar.time(), scalar.value(), null));
            default -> throw new RuleFileException(expected.line(), "rule result is not a vector or scalar");
        };
    }

    private static Sample sample(ExpectedSample expected) {
        try {
            Labels labels = Parser.parseMetric(expected.labels());
            Histogram histogram = expected.histogram().isEmpty() ? null : histogram(expected);
            return new Sample(labels, 0, histogram == null ? expected.value() : 0, histogram);
        } catch (ParseException | IllegalArgumentException e) {
            throw new RuleFileException(expected.line(), "labels \"" + expected.labels() + "\": " + e.getMessage());
        }
    }

    private static Histogram histogram(ExpectedSample expected) {
        List<SeriesNotation.Item> items = SeriesNotation.values(expected.histogram());
        if (items.size() != 1) {
            throw new IllegalArgumentException("expected 1 value, got " + items.size());
        }
        Histogram histogram = items.getFirst().histogram();
        if (histogram == null) {
            throw new IllegalArgumentException("expected histogram, got " + expected.histogram());
        }
        return histogram;
    }
}
