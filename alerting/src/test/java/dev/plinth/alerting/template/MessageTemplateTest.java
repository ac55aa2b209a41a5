// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates of messages, over data as Alertmanager has it. */
class MessageTemplateTest {
    private static final TemplateContext CONTEXT = new TemplateContext(0, "https://p.example.org", TemplateQuery.NONE);
    private static final TemplateFields FIRING = alert("firing", "a");
    private static final TemplateFields RESOLVED = alert("resolved", "b");
    private static final TemplateFields DATA = new TemplateFields("template.Data")
            .text("Status", "firing")
            .number("Truncated", 3)
            .truth("Test", true)
            .labels("GroupLabels", Map.of("alertname", "Down", "a_b", "1"))
            .labels("CommonLabels", Map.of("alertname", "Down", "a_b", "1", "env", "prod", "SortedPairs", "taken"))
            .list("Alerts", List.of(FIRING, RESOLVED), Map.of("Firing", List.of(FIRING), "Resolved", List.of(RESOLVED)))
            .texts("Names", List.of("x", "y"));

    private static TemplateFields alert(String status, String name) {
        return new TemplateFields("template.Alert")
                .text("Status", status)
                .labels("Labels", Map.of("name", name))
                .time("StartsAt", Instant.parse("2026-01-31T12:00:00Z"));
    }

    private static String expand(String template, UnaryOperator<String> escape) {
        return Template.parseMessage("text", template).expand(DATA, CONTEXT, escape);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
            [{{ .Status | toUpper }}:{{ .Alerts.Firing | len }}] => [FIRING:1]
            {{ .Alerts | len }} {{ len .Alerts.Resolved }} {{ (index .Alerts 1).Status }} => 2 1 resolved
            {{ range .Alerts }}{{ .Labels.name }}{{ .Labels.none }},{{ end }} => a,b,
            {{ range $i, $a := .Alerts }}{{ if $i }};{{ end }}{{ $a.Status }}{{ end }} => firing;resolved
            {{ .GroupLabels.SortedPairs.Values | join " " }} => Down 1
            {{ .GroupLabels.Names | join " " }} {{ .GroupLabels.Values | join " " }} => alertname a_b Down 1
            {{ range .GroupLabels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}. => alertname=Down a_b=1 .
            {{ (.CommonLabels.Remove .GroupLabels.Names).Names | join " " }} => SortedPairs env
            {{ with .CommonLabels.Remove .GroupLabels.Names }}{{ .env }}{{ end }} => prod
            {{ (index .Alerts 0).StartsAt.Format "2006-01-02 15:04" }} => 2026-01-31 12:00
            {{ if .Test }}{{ .Truncated }} {{ $.Status }}{{ end }} {{ .Names }} => 3 firing [x y]
            """)
    void knows_what_templates_of_alertmanager_use(String template, String text) {
        assertThat(expand(template, UnaryOperator.identity())).isEqualTo(text);
    }

    @Test
    void what_is_put_in_is_escaped_once_and_what_is_written_is_not() {
        assertThat(expand(
                        "<b>{{ .Status }}</b>{{ template \"t\" . }}{{ define \"t\" }}<i>{{ .Status }}{{ end }}",
                        text -> "<" + text + ">"))
                .isEqualTo("<b><firing></b><i><firing>");
    }

    @Test
    void says_where_it_is_wrong_and_what_there_is() {
        assertThatThrownBy(() -> Template.parseMessage("text", "a\n{{ $labels.job }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessage("error parsing template text: template: text:2:4: undefined variable \"$labels\"");
        assertThatThrownBy(() -> expand("{{ range .Alerts }}{{ .Label }}{{ end }}", UnaryOperator.identity()))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("can't evaluate field Label in type template.Alert")
                .hasMessageContaining("(expected: one of Status, Labels, StartsAt)");
        assertThatThrownBy(() -> expand("{{ .Alerts.Pending }}", UnaryOperator.identity()))
                .hasMessageContaining("can't evaluate field Pending in type template.Data.Alerts");
        assertThatThrownBy(() -> expand("{{ .CommonLabels.Remove 1 }}", UnaryOperator.identity()))
                .hasMessageContaining("want one list, as .GroupLabels.Names");
    }
}
