// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.script.SeriesNotation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PromtoolIT cannot compare: limits, places of errors, and what is newer than the promtool there. */
class TemplateTest {
    private static final TemplateData DATA =
            new TemplateData(Map.of("job", "shop"), Map.of(), "https://p.example.org/x", 7, null);
    private static final TemplateContext CONTEXT = new TemplateContext(
            1_500,
            "https://p.example.org/x",
            query -> List.of(new Sample(Labels.of("__name__", "up", "job", query), 0, 3, null)));

    private static String expand(String template) {
        return Template.parse("t", template).expand(DATA, CONTEXT);
    }

    private static AbstractThrowableAssert<?, ?> assertFails(String template) {
        return assertThatThrownBy(() -> expand(template)).isInstanceOf(TemplateException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {{ now }}                                                   | 1.5
                    {{ externalURL }} {{ pathPrefix }}                          | https://p.example.org/x /x
                    {{ query "a" }}                                             | [{map[__name__:up job:a] 3}]
                    {{ toDuration 90.5 }} {{ (toDuration 90).Minutes }}         | 1m30.5s 1.5
                    {{ toDuration 0.0015 }} {{ toDuration "0" }}                | 1.5ms 0s
                    {{ humanize 1024 }} {{ humanizeDuration (toDuration 61) }}  | 1.024k 1m 1s
                    {{ range 3 }}{{ . }}{{ end }}                               | 012
                    {{ range $i, $n := 2 }}{{ $i }}{{ end }}                    | 01
                    {{ with "" }}a{{ else with "b" }}{{ . }}{{ end }}           | b
                    {{ join "," (slice (query "a") 0 0) }}.                     | .
                    """)
    void knows_what_is_newer(String template, String text) {
        assertThat(expand(template)).isEqualTo(text);
    }

    @Test
    void shows_a_histogram() {
        Histogram histogram = SeriesNotation.values("{{schema:0 count:3 sum:7.5 buckets:[1 2]}}")
                .getFirst()
                .histogram();
        TemplateData data = new TemplateData(Map.of(), Map.of(), "", 0, histogram);

        String text = Template.parse("t", "{{ $value }} {{ $value.Count }} {{ .Value.Sum }}")
                .expand(data, CONTEXT);

        assertThat(text).isEqualTo("{count:3, sum:7.5, (0.5,1]:1, (1,2]:2} 3 7.5");
    }

    @Test
    void says_where_a_template_is_wrong() {
        assertFails("one\ntwo {{ $labels.job | nothing }}")
                .hasMessage("error parsing template t: template: t:2:22: function \"nothing\" not defined")
                .asInstanceOf(type(TemplateException.class))
                .satisfies(e -> assertThat(e.line()).isEqualTo(2))
                .satisfies(e -> assertThat(e.column()).isEqualTo(22));
    }

    @Test
    void says_where_it_fails_and_what_would_be_right() {
        assertFails("one\n {{ if gt $value 5 }}many{{ end }}")
                .hasMessageStartingWith("error executing template t: template: t:2:8: ")
                .hasMessageContaining(
                        "error calling gt: incompatible types for comparison: float64 and int (write 5.0");
        assertFails("{{ toUpper $value }}").hasMessageContaining("printf \"%v\"");
        assertFails("{{ .Label }}").hasMessageContaining("expected: one of Labels, ExternalLabels");
    }

    @Test
    void a_failing_template_is_explained_in_its_text() {
        String text =
                Template.parse("t", "{{ query \"x\" | first | humanize }}").expandOrExplain(DATA, CONTEXT);

        assertThat(text)
                .startsWith("<error expanding template: error executing template t: ")
                .endsWith(">");
    }

    @Test
    void a_query_that_fails_fails_the_template() {
        TemplateContext nothing = new TemplateContext(0, "", TemplateQuery.NONE);

        assertThatThrownBy(() -> Template.parse("t", "{{ query \"x\" }}").expand(DATA, nothing))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("error calling query: there are no metrics to query here");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {{ range 1000 }}{{ range 1000 }}{{ end }}{{ 1 }}{{ range 1000 }}{{ . }}{{ end }}{{ end }}   | steps
                    {{ range 1000000000 }}{{ end }}                                                             | steps
                    {{ range 100 }}{{ printf "%100000d" 1 }}{{ end }}                                           | longer than
                    {{ $x := "aaaaaaaaaa" }}{{ range 40 }}{{ $x = print $x $x }}{{ end }}                       | longer than
                    {{ $x := args 1 }}{{ range 60 }}{{ $x = args $x $x }}{{ end }}{{ $x }}                      | longer than
                    {{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}                                      | steps
                    {{ printf "%1000000d%1000000d%1000000d" 1 2 3 }}                                            | longer than
                    {{ $x := printf "%100000d" 1 }}{{ reReplaceAll " " $x $x }}                                 | longer than
                    {{ define "x" }}{{ template "x" }}{{ end }}{{ template "x" }}                               | depth
                    {{ define "x" }}{{ range 9 }}{{ template "x" }}{{ end }}{{ end }}{{ template "x" }}         | depth
                    """)
    void is_bounded_in_time_and_space(String template, String problem) {
        long start = System.nanoTime();

        assertFails(template).hasMessageContaining(problem);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_template_that_is_too_deep_is_none() {
        assertFails("{{ if true }}".repeat(5000) + "{{ end }}".repeat(5000)).hasMessageContaining("deep");
        assertFails("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}").hasMessageContaining("deep");
        assertFails("{{ if true }}" + "{{ else if true }}".repeat(5000) + "{{ end }}")
                .hasMessageContaining("deep");
    }
}
