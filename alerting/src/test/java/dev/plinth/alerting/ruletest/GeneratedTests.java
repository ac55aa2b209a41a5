// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.alerting.rule.Alert;
import dev.plinth.alerting.rule.AlertState;
import dev.plinth.alerting.rule.ExternalContext;
import dev.plinth.alerting.rule.RuleGroup;
import dev.plinth.alerting.rule.RuleGroupEvaluation;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.QueryResult.Vector;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.promql.script.SeriesNotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Rules and series by chance, with tests that expect what our evaluation gives, and the same with something wrong. Samples come every 47 seconds and rules are
 * evaluated every minute, so that no sample is at the end of a range, where versions 2 and 3 differ.
 */
final class GeneratedTests {
    private static final int MINUTES = 34;
    private static final int INTERVAL = 47;

    private final Random random;
    private final Path directory;
    private int count;
    private int firing;
    private int pending;

    GeneratedTests(long seed, Path directory) {
        this.random = new Random(seed);
        this.directory = directory;
    }

    int firing() {
        return firing;
    }

    int pending() {
        return pending;
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String series(String name) {
        StringBuilder values = new StringBuilder("1 1");
        int length = 2;
        while (length < MINUTES * 60 / INTERVAL) {
            int repeat = 1 + random.nextInt(9);
            values.append(' ')
                    .append(oneOf("0", "3", "7", "0+1", "9-1", "_", "_", "stale", "-2", "1.5"))
                    .append('x')
                    .append(repeat);
            length += repeat;
        }
        // older versions know no repeated markers
        return name + " "
                + values.toString().replaceAll("stale_?x[0-9]+", "stale").strip();
    }

    private String rules() {
        String where = oneOf("> 2", "> 0", "!= 3", "<= 1", ">= 7");
        return """
                groups:
                - name: first
                  rules:
                  - record: job:x:sum
                    expr: sum by (job) (x)
                    labels: {kind: %s}
                  - alert: Direct
                    expr: x %s
                    for: %s
                    keep_firing_for: %s
                    labels: {severity: '%s', job: "the {{ $labels.job }}"}
                    annotations:
                      summary: "{{ $labels.instance }} has {{ $value | humanize }}"
                      others: "{{ range query \\"x\\" | sortByLabel \\"instance\\" }}{{ .Labels.instance }}={{ .Value }} {{ else }}none{{ end }}"
                - name: second
                  %s
                  rules:
                  - alert: OfRecord
                    expr: job:x:sum %s
                    for: %s
                  - alert: Rate
                    expr: %s
                    for: %s
                    keep_firing_for: %s
                  - alert: OfAlerts
                    expr: count(ALERTS{alertstate="%s"}) > %d
                    labels: {severity: page}
                """.formatted(
                oneOf("sum", "''", "total"),
                where,
                oneOf("0s", "1m", "3m", "5m", "150s"),
                oneOf("0s", "0s", "2m", "4m"),
                oneOf("page", "{{ if gt $value 5.0 }}page{{ else }}ticket{{ end }}", "{{ $externalLabels.site }}"),
                random.nextInt(3) == 0 ? "limit: " + (4 + random.nextInt(4)) : "interval: 5m",
                oneOf("> 3", "< 2", "> 8"),
                oneOf("0s", "2m", "4m"),
                oneOf(
                        "rate(x[170s]) > 0",
                        "absent(x{instance=\"a\"})",
                        "changes(x[170s]) > 1",
                        "vector(1) and on () x",
                        "x offset 3m > 1"),
                oneOf("0s", "2m"),
                oneOf("0s", "3m"),
                oneOf("firing", "pending"),
                random.nextInt(2));
    }

    /** Two files of tests: the first with what is right, the second with something wrong. Rules that fail are not among them. */
    List<Path> next() throws IOException {
        while (true) {
            String rules = rules();
            List<String> series = List.of(
                    series("x{instance=\"a\",job=\"api\"}"),
                    series("x{instance=\"b\",job=\"api\"}"),
                    series("x{instance=\"c\",job=\"web\"}"));
            boolean reversed = random.nextInt(4) == 0;
            List<Observed> observed = observe(rules, series, reversed);
            if (!observed.isEmpty()) {
                Files.writeString(directory.resolve("generated" + count + ".yml"), rules);
                Path right = write("right", series, reversed, observed);
                int changed = random.nextInt(observed.size());
                List<Observed> wrong = new ArrayList<>(observed);
                wrong.set(changed, observed.get(changed).spoiled());
                Path bad = write("wrong", series, reversed, wrong);
                count++;
                return List.of(right, bad);
            }
        }
    }

    /** What there is at a time. */
    private record Observed(String yaml, boolean ofAlerts) {
        Observed spoiled() {
            if (ofAlerts) {
                return new Observed(
                        yaml.contains("summary: \"")
                                ? yaml.replaceFirst("summary: \"", "summary: \"x")
                                : yaml.contains("exp_alerts: []")
                                        ? yaml.replace("exp_alerts: []", "exp_alerts: [{exp_labels: {a: b}}]")
                                        : yaml.replaceFirst("exp_labels: \\{", "exp_labels: {more: x, "),
                        true);
            }
            return new Observed(
                    yaml.contains("exp_samples: []")
                            ? yaml.replace("exp_samples: []", "exp_samples: [{labels: 'x', value: 1}]")
                            : yaml.replaceFirst("value: ", "value: 1"),
                    false);
        }
    }

    private List<Observed> observe(String rules, List<String> series, boolean reversed) {
        Engine engine = new Engine(EngineOptions.DEFAULT);
        TestStorage storage =
                new TestStorage(series.stream().map(SeriesNotation::parse).toList(), INTERVAL * 1000L);
        ExternalContext external = new ExternalContext(Map.of("site", "north"), "");
        List<RuleGroup> groups =
                new ArrayList<>(RuleFile.parse(rules, Duration.ofSeconds(INTERVAL), ParserOptions.STABLE));
        List<RuleGroupEvaluation> evaluations = (reversed ? groups.reversed() : groups)
                .stream()
                        .map(group -> new RuleGroupEvaluation(group, engine, external, true))
                        .toList();
        List<Observed> observed = new ArrayList<>();
        for (int minute = 0; minute <= MINUTES; minute++) {
            storage.advance(minute * 60_000L);
            for (RuleGroupEvaluation evaluation : evaluations) {
                if (evaluation.evaluate(storage, storage, Instant.ofEpochSecond(minute * 60L)).stream()
                        .anyMatch(outcome -> outcome.failure() != null)) {
                    return List.of();
                }
            }
            if (minute == MINUTES || random.nextInt(5) == 0) {
                for (String name : List.of("Direct", "OfRecord", "Rate", "OfAlerts")) {
                    observed.add(alerts(name, minute, evaluations));
                }
                for (String query : List.of("ALERTS", "ALERTS_FOR_STATE", "job:x:sum")) {
                    observed.add(samples(engine, storage, query, minute));
                }
            }
        }
        // at the end, queries see more than at the time: promtool asks them all then, too
        return observed.stream()
                .map(each -> each.ofAlerts ? each : samples(engine, storage, queryOf(each), minuteOf(each)))
                .toList();
    }

    private static String queryOf(Observed observed) {
        return observed.yaml.replaceFirst("(?s).*expr: (\\S+)\n.*", "$1");
    }

    private static int minuteOf(Observed observed) {
        return Integer.parseInt(observed.yaml.replaceFirst("(?s).*eval_time: ([0-9]+)m.*", "$1"));
    }

    private Observed alerts(String name, int minute, List<RuleGroupEvaluation> evaluations) {
        List<Alert> alerts = evaluations.stream()
                .flatMap(evaluation -> evaluation.alerts().stream())
                .filter(each -> each.rule().name().equals(name))
                .flatMap(each -> each.all().stream())
                .toList();
        pending += (int) alerts.stream()
                .filter(alert -> alert.state() == AlertState.PENDING)
                .count();
        List<Alert> expected = alerts.stream()
                .filter(alert -> alert.state() == AlertState.FIRING)
                .toList();
        firing += expected.size();
        // seconds more than a whole interval mean the evaluation before
        String yaml = "  - alertname: %s\n    eval_time: %dm%ds\n"
                .formatted(name, minute, minute == MINUTES ? 0 : random.nextInt(60));
        if (expected.isEmpty()) {
            return new Observed(yaml + "    exp_alerts: []\n", true);
        }
        StringBuilder text = new StringBuilder(yaml).append("    exp_alerts:\n");
        for (Alert alert : expected) {
            TreeMap<String, String> labels = new TreeMap<>(alert.labels());
            labels.remove("alertname");
            text.append("    - exp_labels: ").append(flow(labels)).append('\n');
            if (!alert.annotations().isEmpty()) {
                text.append("      exp_annotations: ")
                        .append(flow(new TreeMap<>(alert.annotations())))
                        .append('\n');
            }
        }
        return new Observed(text.toString(), true);
    }

    private static String flow(Map<String, String> texts) {
        return texts.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + Texts.quote(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static Observed samples(Engine engine, TestStorage storage, String query, int minute) {
        List<Sample> samples =
                ((Vector) engine.instant(storage, query, minute * 60_000L).value()).samples();
        String yaml = "  - expr: %s\n    eval_time: %dm\n".formatted(query, minute);
        if (samples.isEmpty()) {
            return new Observed(yaml + "    exp_samples: []\n", false);
        }
        StringBuilder text = new StringBuilder(yaml).append("    exp_samples:\n");
        for (Sample sample : samples) {
            text.append("    - labels: ")
                    .append(Texts.quote(sample.labels().toString()))
                    .append("\n      value: ")
                    .append(Texts.plain(sample.value()))
                    .append('\n');
        }
        return new Observed(text.toString(), false);
    }

    private Path write(String kind, List<String> series, boolean reversed, List<Observed> observed) throws IOException {
        StringBuilder text = new StringBuilder("rule_files: [generated%d.yml]\n%stests:\n- interval: %ds\n"
                .formatted(
                        count,
                        reversed ? "group_eval_order: [second, first]\n" : "group_eval_order: [first, second]\n",
                        INTERVAL));
        text.append("  external_labels: {site: north}\n  input_series:\n");
        for (String each : series) {
            int space = each.indexOf(' ');
            text.append("  - series: '%s'\n    values: '%s'\n"
                    .formatted(each.substring(0, space), each.substring(space + 1)));
        }
        text.append("  alert_rule_test:\n");
        observed.stream().filter(Observed::ofAlerts).forEach(each -> text.append(each.yaml));
        text.append("  promql_expr_test:\n");
        observed.stream().filter(each -> !each.ofAlerts).forEach(each -> text.append(each.yaml));
        return Files.writeString(directory.resolve(kind + count + ".yml"), text);
    }
}
