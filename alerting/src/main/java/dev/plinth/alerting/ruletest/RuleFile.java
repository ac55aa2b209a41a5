// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.alerting.rule.AlertingRule;
import dev.plinth.alerting.rule.RecordingRule;
import dev.plinth.alerting.rule.Rule;
import dev.plinth.alerting.rule.RuleGroup;
import dev.plinth.alerting.template.Template;
import dev.plinth.alerting.template.TemplateException;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads groups of rules: files of rules of Prometheus, and the documents {@code AlertRules} and {@code RecordingRules} of Plinth. */
public final class RuleFile {
    private static final List<String> FILE = List.of("groups");
    private static final List<String> GROUP = List.of("name", "interval", "query_offset", "limit", "labels", "rules");
    private static final List<String> RULE =
            List.of("record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations");
    private static final List<String> SPEC =
            List.of("description", "intervalSeconds", "limit", "queryOffsetSeconds", "rules");
    private static final List<String> ALERT_RULE = List.of(
            "alert",
            "expr",
            "transaction",
            "logs",
            "noData",
            "for",
            "keepFiringFor",
            "severity",
            "labels",
            "annotations");
    private static final List<String> RECORDING_RULE = List.of("record", "expr", "labels");

    private final Duration defaultInterval;
    private final ParserOptions options;
    private final List<RuleGroup> groups = new ArrayList<>();

    private RuleFile(Duration defaultInterval, ParserOptions options) {
        this.defaultInterval = defaultInterval;
        this.options = options;
    }

    /**
     * The groups of a file.
     *
     * @param defaultInterval for those that say none
     * @throws RuleFileException when something is wrong in it
     */
    public static List<RuleGroup> parse(String text, Duration defaultInterval, ParserOptions options) {
        RuleFile file = new RuleFile(defaultInterval, options);
        List<YamlValue> documents = YamlValue.documents(text);
        for (YamlValue document : documents) {
            Map<String, YamlValue> fields = document.fields();
            if (fields.containsKey("kind")) {
                file.resource(fields, document);
            } else if (documents.size() > 1) {
                throw document.problem("more than one document, and this one has no kind");
            } else {
                file.prometheus(document.fields(FILE));
            }
        }
        return file.groups;
    }

    private void prometheus(YamlFields file) {
        Set<String> names = new HashSet<>();
        for (YamlValue value : file.list("groups")) {
            YamlFields group = value.fields(GROUP);
            String name = group.text("name");
            if (name.isEmpty()) {
                throw value.problem("Groupname must not be empty");
            }
            if (!names.add(name)) {
                throw value.problem("groupname: \"" + name + "\" is repeated in the same file");
            }
            checkNames(group, "labels");
            List<Rule> rules = new ArrayList<>();
            for (YamlValue rule : group.list("rules")) {
                rules.add(rule(rule.fields(RULE), group.texts("labels")));
            }
            Duration interval = group.duration("interval");
            groups.add(new RuleGroup(
                    name,
                    interval.isZero() ? defaultInterval : interval,
                    group.duration("query_offset"),
                    group.integer("limit"),
                    rules));
        }
    }

    private Rule rule(YamlFields rule, Map<String, String> groupLabels) {
        String record = rule.text("record");
        String alert = rule.text("alert");
        if (record.isEmpty() == alert.isEmpty()) {
            throw rule.mapping()
                    .problem(
                            record.isEmpty()
                                    ? "one of 'record' or 'alert' must be set"
                                    : "only one of 'record' and 'alert' must be set");
        }
        checkNames(rule, "labels");
        checkNames(rule, "annotations");
        Map<String, String> labels = new LinkedHashMap<>(groupLabels);
        labels.putAll(rule.texts("labels"));
        if (!record.isEmpty()) {
            for (String field : List.of("annotations", "for", "keep_firing_for")) {
                boolean said = field.equals("annotations")
                        ? !rule.texts(field).isEmpty()
                        : !rule.duration(field).isZero();
                if (said) {
                    throw rule.place(field).problem("invalid field '" + field + "' in recording rule");
                }
            }
            return new RecordingRule(metric(rule), expr(rule), labels);
        }
        return alert(rule, expr(rule), rule.duration("for"), rule.duration("keep_firing_for"), labels);
    }

    private static String metric(YamlFields rule) {
        String name = rule.text("record");
        if (!Labels.isName(name)) {
            throw rule.place("record").problem("invalid recording rule name: " + name);
        }
        if (name.contains("{") || name.contains("}")) {
            throw rule.place("record")
                    .problem("braces present in the recording rule name; should it be in expr?: " + name);
        }
        return name;
    }

    private static void checkNames(YamlFields fields, String field) {
        YamlValue value = fields.get(field);
        if (value == null) {
            return;
        }
        value.fields().forEach((name, each) -> {
            boolean label = field.equals("labels");
            if (!Labels.isName(name) || (label && name.equals(Labels.METRIC_NAME))) {
                throw each.problem("invalid " + (label ? "label" : "annotation") + " name: " + name);
            }
        });
    }

    private Expr expr(YamlFields rule) {
        String text = rule.text("expr");
        if (text.isEmpty()) {
            throw rule.mapping().problem("field 'expr' must be set in rule");
        }
        return parsed(rule, text);
    }

    private Expr parsed(YamlFields rule, String text) {
        try {
            return Parser.parse(text, options);
        } catch (ParseException e) {
            throw rule.place("expr").problem("could not parse expression: " + e.getMessage());
        }
    }

    private static AlertingRule alert(
            YamlFields rule, Expr expr, Duration holdDuration, Duration keepFiringFor, Map<String, String> labels) {
        String name = rule.text("alert");
        return new AlertingRule(
                name,
                expr,
                holdDuration,
                keepFiringFor,
                templates(rule, "labels", name, labels),
                templates(rule, "annotations", name, rule.texts("annotations")));
    }

    private static Map<String, Template> templates(
            YamlFields rule, String field, String alert, Map<String, String> texts) {
        Map<String, Template> templates = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
            try {
                templates.put(name, AlertingRule.template(alert, text));
            } catch (TemplateException e) {
                YamlValue place = rule.place(field);
                YamlValue value = rule.has(field) ? place.fields().getOrDefault(name, place) : place;
                throw value.problem(field.substring(0, field.length() - 1) + " \"" + name + "\": " + e.getMessage());
            }
        });
        return templates;
    }

    /** A document of Plinth; those of other kinds say nothing about rules. */
    private void resource(Map<String, YamlValue> fields, YamlValue document) {
        String kind = fields.getOrDefault("kind", document).text();
        if (!kind.equals("AlertRules") && !kind.equals("RecordingRules")) {
            return;
        }
        YamlValue name = fields.get("name");
        YamlValue specification = fields.get("spec");
        if (name == null || specification == null) {
            throw document.problem(kind + " need a name and a spec");
        }
        YamlFields spec = specification.fields(SPEC);
        List<Rule> rules = new ArrayList<>();
        for (YamlValue value : spec.list("rules")) {
            if (kind.equals("AlertRules")) {
                rules.add(alertRule(value.fields(ALERT_RULE)));
            } else {
                YamlFields rule = value.fields(RECORDING_RULE);
                checkNames(rule, "labels");
                rules.add(new RecordingRule(metric(rule), expr(rule), rule.texts("labels")));
            }
        }
        groups.add(new RuleGroup(
                name.text(),
                spec.seconds("intervalSeconds", defaultInterval),
                spec.seconds("queryOffsetSeconds", Duration.ZERO),
                spec.integer("limit"),
                rules));
    }

    private AlertingRule alertRule(YamlFields rule) {
        if (rule.text("alert").isEmpty()) {
            throw rule.mapping().problem("field 'alert' must be set in rule");
        }
        checkNames(rule, "labels");
        checkNames(rule, "annotations");
        Map<String, String> labels = new LinkedHashMap<>(rule.texts("labels"));
        if (rule.has("severity")) {
            labels.put("severity", rule.text("severity"));
        }
        String promql = ConditionFields.promql(rule);
        Expr expr = promql == null ? expr(rule) : parsed(rule, promql);
        return alert(rule, expr, rule.duration("for"), rule.duration("keepFiringFor"), labels);
    }
}
