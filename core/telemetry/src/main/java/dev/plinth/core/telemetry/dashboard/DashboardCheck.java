// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import dev.plinth.promql.model.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong between the fields of a dashboard, and in its queries. What single fields must be is said by their constraints. */
final class DashboardCheck {
    private static final Pattern CURLY = Pattern.compile("\\{\\{([^{}]*)}}");
    private static final Pattern LABEL = Pattern.compile("\\s*[^\\s{}]+\\s*");

    private final List<Finding> findings = new ArrayList<>();
    private final DashboardSpec spec;

    private DashboardCheck(DashboardSpec spec) {
        this.spec = spec;
    }

    /**
     * Something that is wrong.
     *
     * @param field as {@code rows[0].panels[2].title}
     * @param expected what would be right
     */
    record Finding(String field, String expected) {}

    static List<Finding> of(DashboardSpec spec) {
        DashboardCheck check = new DashboardCheck(spec);
        check.variables();
        check.rows();
        return List.copyOf(check.findings);
    }

    private void add(String field, @Nullable String expected) {
        if (expected != null) {
            findings.add(new Finding(field, expected));
        }
    }

    private void variables() {
        Set<String> names = new HashSet<>();
        List<DashboardVariable> variables = spec.variablesOrNone();
        for (int i = 0; i < variables.size(); i++) {
            @Nullable DashboardVariable variable = variables.get(i);
            if (variable == null || variable.name() == null) {
                continue;
            }
            String at = "variables[" + i + "]";
            if (!names.add(variable.name())) {
                add(at + ".name", "a name that no other variable has");
            }
            variable(variable, at, new QueryCheck(known(i)));
        }
    }

    /** The variables before this one; without those that another constraint refuses. */
    private List<DashboardVariable> known(int before) {
        return spec.variablesOrNone().subList(0, before).stream()
                .filter(each -> each != null && each.name() != null)
                .toList();
    }

    private void variable(DashboardVariable variable, String at, QueryCheck check) {
        LabelValues query = variable.query();
        List<String> values = variable.values();
        if (query == null && values == null) {
            add(at + ".query", "a metric and a label, or the values themselves in values");
        }
        if (query != null && values != null) {
            add(at + ".values", "nothing, as the values are those of a label");
        }
        if (query != null) {
            labelValues(query, at + ".query", check);
        }
        if (values != null) {
            add(at + ".values", new HashSet<>(values).size() < values.size() ? "each value once" : null);
            add(
                    at + ".default",
                    variable.preset() == null || values.contains(variable.preset()) ? null : "one of the values");
        }
    }

    private void labelValues(LabelValues query, String at, QueryCheck check) {
        String metric = query.metric() == null ? "" : query.metric();
        if (metric.isEmpty() && query.matchers() == null) {
            add(at + ".metric", "the name of a metric, or matchers of series in matchers");
        }
        if (!metric.isEmpty() && !Texts.isPlainMetricName(metric)) {
            add(at + ".metric", "letters, digits, '_' and ':', as node_load1");
        }
        if (query.label() != null && !Texts.isPlainLabelName(query.label())) {
            add(at + ".label", "letters, digits and '_', as instance");
        }
        if (query.matchers() != null) {
            add(at + ".matchers", check.ofMatchers(metric.isEmpty() ? "" : "x", query.matchers()));
        }
    }

    private void rows() {
        QueryCheck check = new QueryCheck(known(spec.variablesOrNone().size()));
        for (int i = 0; i < spec.rows().size(); i++) {
            @Nullable DashboardRow row = spec.rows().get(i);
            if (row == null || row.panels() == null) {
                continue;
            }
            Set<String> titles = new HashSet<>();
            for (int j = 0; j < row.panels().size(); j++) {
                @Nullable DashboardPanel panel = row.panels().get(j);
                if (panel == null || panel.kind() == null) {
                    continue;
                }
                String at = "rows[" + i + "].panels[" + j + "]";
                if (panel.title() != null && !titles.add(panel.title())) {
                    add(at + ".title", "a title that no other panel of the row has");
                }
                content(panel, at);
                numbers(panel, at);
                queries(panel, at, check);
                logs(panel, at, check);
            }
        }
    }

    /** What a panel shows is what its kind says. */
    private void content(DashboardPanel panel, String at) {
        String kind = panel.kind().code();
        content(at + ".queries", panel.queries(), panel.kind().asksForMetrics(), kind);
        content(at + ".logs", panel.logs(), panel.kind() == PanelKind.LOGS, kind);
        content(at + ".text", panel.text(), panel.kind() == PanelKind.TEXT, kind);
    }

    private void content(String field, @Nullable Object value, boolean wanted, String kind) {
        if (wanted && value == null) {
            add(field, "a value, as the panel is of kind " + kind);
        } else if (!wanted && value != null) {
            add(field, "nothing, as the panel is of kind " + kind);
        }
    }

    private void numbers(DashboardPanel panel, String at) {
        if (panel.min() != null && panel.max() != null && panel.max() <= panel.min()) {
            add(at + ".max", "more than min, which is " + panel.min());
        }
        if (Boolean.TRUE.equals(panel.stacked()) && panel.kind() != PanelKind.TIMESERIES) {
            add(
                    at + ".stacked",
                    "nothing, as the panel is of kind " + panel.kind().code());
        }
        List<PanelThreshold> thresholds = panel.thresholds() == null ? List.of() : panel.thresholds();
        for (int i = 1; i < thresholds.size(); i++) {
            @Nullable PanelThreshold before = thresholds.get(i - 1);
            @Nullable PanelThreshold each = thresholds.get(i);
            if (before != null
                    && each != null
                    && before.value() != null
                    && each.value() != null
                    && each.value() <= before.value()) {
                add(at + ".thresholds[" + i + "].value", "more than the value before, which is " + before.value());
            }
        }
    }

    private void queries(DashboardPanel panel, String at, QueryCheck check) {
        List<PanelQuery> queries = panel.queries() == null ? List.of() : panel.queries();
        for (int i = 0; i < queries.size(); i++) {
            @Nullable PanelQuery query = queries.get(i);
            if (query == null) {
                continue;
            }
            String field = at + ".queries[" + i + "]";
            if (query.expr() != null && !query.expr().isBlank()) {
                add(field + ".expr", check.ofExpression(query.expr()));
            }
            if (query.legend() != null) {
                add(field + ".legend", legend(query.legend(), check));
            }
        }
    }

    private static @Nullable String legend(String legend, QueryCheck check) {
        Matcher matcher = CURLY.matcher(legend);
        StringBuilder without = new StringBuilder();
        while (matcher.find()) {
            if (!LABEL.matcher(matcher.group(1)).matches()) {
                return "the name of a label in {{ }}, as {{instance}}";
            }
            matcher.appendReplacement(without, "");
        }
        matcher.appendTail(without);
        return without.indexOf("{{") >= 0 || without.indexOf("}}") >= 0
                ? "each {{ with its }}, as {{instance}}"
                : check.ofText(legend);
    }

    private void logs(DashboardPanel panel, String at, QueryCheck check) {
        LogSearch logs = panel.logs();
        if (logs == null) {
            return;
        }
        if (logs.query() != null) {
            add(at + ".logs.query", check.ofText(logs.query()));
        }
        each(logs.services(), at + ".logs.services", check);
        each(logs.tags(), at + ".logs.tags", check);
    }

    private void each(@Nullable List<String> texts, String field, QueryCheck check) {
        List<String> all = texts == null ? List.of() : texts;
        for (int i = 0; i < all.size(); i++) {
            @Nullable String text = all.get(i);
            if (text != null) {
                add(field + "[" + i + "]", check.ofText(text));
            }
        }
    }
}
