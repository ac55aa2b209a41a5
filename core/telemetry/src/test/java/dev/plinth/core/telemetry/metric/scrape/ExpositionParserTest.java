// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import static dev.plinth.core.telemetry.metric.scrape.ExpositionFormat.OPENMETRICS;
import static dev.plinth.core.telemetry.metric.scrape.ExpositionFormat.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.plinth.core.telemetry.metric.scrape.Exposition.Limits;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionParserTest {
    private static final long TIME = 1_700_000_000_000L;
    private static final Limits LIMITS = new Limits(10_000, 100, 5);

    private static Exposition parse(String text, ExpositionFormat format) throws ExpositionException {
        return ExpositionParser.parse(text.getBytes(StandardCharsets.UTF_8), format, TIME, LIMITS);
    }

    private static Exposition open(String text) throws ExpositionException {
        return parse(text + "# EOF\n", OPENMETRICS);
    }

    /** All of them, with their values. */
    private static Map<String, Double> values(Exposition exposition) {
        Map<String, Double> values = new LinkedHashMap<>();
        exposition.series().forEach(each -> {
            assertThat(each.points()).hasSize(1);
            assertThat(each.points().getFirst().time()).isEqualTo(TIME);
            values.put(each.labels().toString(), each.points().getFirst().value());
        });
        return values;
    }

    private static ExpositionException failure(String text, ExpositionFormat format) {
        return catchThrowableOfType(ExpositionException.class, () -> parse(text, format));
    }

    @Test
    void text_is_read_with_what_it_says_of_its_families() throws ExpositionException {
        Exposition exposition = parse("""
                # HELP http_requests_total The total number\\nof \\\\ requests.
                # TYPE http_requests_total counter
                http_requests_total{method="post",code="200"} 1027
                http_requests_total { method = "post" , code = "400" , }   3

                # a comment
                #TYPE is no type here
                # HELPFUL neither
                	untyped_thing	-1.5e-3
                # TYPE room gauge
                room 0
                """, TEXT);
        assertThat(values(exposition))
                .containsExactly(
                        entry("{__name__=\"http_requests_total\", code=\"200\", method=\"post\"}", 1027.0),
                        entry("{__name__=\"http_requests_total\", code=\"400\", method=\"post\"}", 3.0),
                        entry("{__name__=\"untyped_thing\"}", -0.0015),
                        entry("{__name__=\"room\"}", 0.0));
        assertThat(exposition.metadata())
                .containsExactly(
                        new Metadata(
                                "http_requests_total", Metadata.Type.COUNTER, "The total number\nof \\ requests.", ""),
                        new Metadata("room", Metadata.Type.GAUGE, "", ""));
        assertThat(exposition.timed()).isEmpty();
    }

    @Test
    void escapes_in_values_of_labels_are_resolved() throws ExpositionException {
        assertThat(parse("a{x=\"back\\\\slash \\\"quote\\\" new\\nline \\d {,}=# ü\",empty=\"\"} 1", TEXT)
                        .series()
                        .getFirst()
                        .labels()
                        .asMap())
                .containsOnly(entry("__name__", "a"), entry("x", "back\\slash \"quote\" new\nline \\d {,}=# ü"));
    }

    @Test
    void names_in_quotes_may_have_any_characters() throws ExpositionException {
        Exposition exposition = parse("""
                # HELP "http.server.duration" With dots
                # TYPE "http.server.duration" gauge
                {"http.server.duration", "http.method"="get", plain="x"} 1
                {"only name"} 2
                """, TEXT);
        assertThat(values(exposition))
                .containsExactly(
                        entry("{__name__=\"http.server.duration\", \"http.method\"=\"get\", plain=\"x\"}", 1.0),
                        entry("{__name__=\"only name\"}", 2.0));
        assertThat(exposition.metadata())
                .containsExactly(new Metadata("http.server.duration", Metadata.Type.GAUGE, "With dots", ""));
        assertThat(values(open("# TYPE \"a.b\" gauge\n{\"a.b\",c=\"d\"} 1\n")))
                .containsExactly(entry("{__name__=\"a.b\", c=\"d\"}", 1.0));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "NaN,NaN",
        "nan,NaN",
        "+Inf,Infinity",
        "Inf,Infinity",
        "-Inf,-Infinity",
        "1.,1.0",
        ".5,0.5",
        "+3,3.0",
        "1e3,1000.0",
        "1E-3,0.001",
        "1.7976931348623157e308,1.7976931348623157E308",
    })
    void numbers_are_read(String text, double expected) throws ExpositionException {
        double value =
                parse("a " + text, TEXT).series().getFirst().points().getFirst().value();
        assertThat(Double.valueOf(value)).isEqualTo(Double.valueOf(expected));
        assertThat(Stale.is(value)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"0x10", "0x1p3", "1_000", "1d", "1f", "--1", "1e", "e1", ".", "one", "1e999", "+NaN", "1,5"})
    void what_is_no_number_is_refused(String text) {
        assertThat(failure("good 1\na " + text, TEXT))
                .hasMessage("line 2: there is \"" + text + "\" (expected: a number)");
    }

    @Test
    void bounds_and_quantiles_are_written_in_one_way() throws ExpositionException {
        assertThat(values(parse("""
                        # TYPE h histogram
                        h_bucket{le="1"} 1
                        h_bucket{le="1e6"} 2
                        h_bucket{le="+Inf"} 3
                        h_sum 4
                        h_count 3
                        # TYPE s summary
                        s{quantile="1"} 5
                        s{quantile="0.50"} 6
                        # TYPE g gauge
                        g{le="1",quantile="1"} 7
                        """, TEXT)))
                .containsExactly(
                        entry("{__name__=\"h_bucket\", le=\"1.0\"}", 1.0),
                        entry("{__name__=\"h_bucket\", le=\"1e+06\"}", 2.0),
                        entry("{__name__=\"h_bucket\", le=\"+Inf\"}", 3.0),
                        entry("{__name__=\"h_sum\"}", 4.0),
                        entry("{__name__=\"h_count\"}", 3.0),
                        entry("{__name__=\"s\", quantile=\"1.0\"}", 5.0),
                        entry("{__name__=\"s\", quantile=\"0.5\"}", 6.0),
                        entry("{__name__=\"g\", le=\"1\", quantile=\"1\"}", 7.0));
    }

    @Test
    void a_time_in_text_is_in_milliseconds_and_in_openmetrics_in_seconds() throws ExpositionException {
        Exposition text = parse("a 1 1395066363123\nb 2", TEXT);
        assertThat(text.series())
                .containsExactly(
                        TimeSeries.of(Labels.of("__name__", "a"), Point.of(1395066363123L, 1)),
                        TimeSeries.of(Labels.of("__name__", "b"), Point.of(TIME, 2)));
        assertThat(text.timed()).containsExactly(Labels.of("__name__", "a"));
        Exposition open = open("a 1 1395066363.123\n");
        assertThat(open.series().getFirst().points()).containsExactly(Point.of(1395066363123L, 1));
        assertThat(open.timed()).hasSize(1);
    }

    @Test
    void the_first_of_a_series_that_is_there_twice_counts() throws ExpositionException {
        assertThat(values(parse("a{x=\"1\"} 1\na{x=\"1\"} 2\n", TEXT)))
                .containsExactly(entry("{__name__=\"a\", x=\"1\"}", 1.0));
    }

    @Test
    void nothing_at_all_is_good_text() throws ExpositionException {
        assertThat(parse("", TEXT).series()).isEmpty();
        assertThat(parse("\n \n", TEXT).series()).isEmpty();
        assertThat(parse("# EOF", OPENMETRICS).series()).isEmpty();
    }

    @Test
    void openmetrics_is_read_with_all_its_types() throws ExpositionException {
        Exposition exposition = parse("""
                # TYPE acme_http_router_request_seconds summary
                # UNIT acme_http_router_request_seconds seconds
                # HELP acme_http_router_request_seconds Latency though all of ACME's HTTP \\"request\\" router.
                acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32
                acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325.0
                # TYPE go_goroutines gauge
                go_goroutines 69
                # TYPE process_cpu_seconds counter
                # UNIT process_cpu_seconds seconds
                process_cpu_seconds_total 4.20072246e+06
                # TYPE build info
                build_info{version="1"} 1
                # TYPE feature stateset
                feature{feature="a"} 1
                # TYPE temperature gaugehistogram
                temperature_bucket{le="1.0"} 2
                # TYPE thing unknown
                thing 1
                # EOF
                """, OPENMETRICS);
        assertThat(exposition.series()).hasSize(8);
        assertThat(exposition.metadata())
                .containsExactly(
                        new Metadata(
                                "acme_http_router_request_seconds",
                                Metadata.Type.SUMMARY,
                                "Latency though all of ACME's HTTP \"request\" router.",
                                "seconds"),
                        new Metadata("go_goroutines", Metadata.Type.GAUGE, "", ""),
                        new Metadata("process_cpu_seconds_total", Metadata.Type.COUNTER, "", "seconds"),
                        new Metadata("build_info", Metadata.Type.INFO, "", ""),
                        new Metadata("feature", Metadata.Type.STATESET, "", ""),
                        new Metadata("temperature", Metadata.Type.GAUGEHISTOGRAM, "", ""),
                        new Metadata("thing", Metadata.Type.UNKNOWN, "", ""));
    }

    @Test
    void exemplars_of_openmetrics_have_their_labels_value_and_time() throws ExpositionException {
        Exposition exposition = open("""
                # TYPE foo histogram
                foo_bucket{le="0.01"} 0
                foo_bucket{le="0.1"} 8 # {} 0.054
                foo_bucket{le="1"} 11 # {trace_id="KOO5S4vxi0o"} 0.67
                foo_bucket{le="10"} 17 1520879607.5 # {trace_id="oHg5SJYRHA0",span_id="x"} 9.8 1520879607.789
                foo_bucket{le="20"} 17 # {long="%s"} 1
                """.formatted("x".repeat(130)));
        assertThat(exposition.series())
                .extracting(TimeSeries::exemplars)
                .containsExactly(
                        List.of(),
                        List.of(new Exemplar(Labels.EMPTY, TIME, 0.054)),
                        List.of(new Exemplar(Labels.of("trace_id", "KOO5S4vxi0o"), TIME, 0.67)),
                        List.of(new Exemplar(
                                Labels.of("trace_id", "oHg5SJYRHA0", "span_id", "x"), 1520879607789L, 9.8)),
                        List.of());
        assertThat(exposition.series().get(3).points().getFirst().time()).isEqualTo(1520879607500L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a                       | line 1: it ends (expected: a value)
            {x="y"} 1               | line 1: there is " 1" (expected: the name of a metric in the braces before)
            1a 2                    | line 1: there is "1a 2" (expected: the name of a metric)
            a{x} 1                  | line 1: there is "} 1" (expected: '=')
            a{x=y} 1                | line 1: there is "y} 1" (expected: the value of the label x in double quotes)
            a{x="y} 1               | line 1: it ends (expected: '"' at the end of the text that begins with "\\"y} 1")
            a{x="y" z="w"} 1        | line 1: there is "z=\\"w\\"} 1" (expected: ',' or '}')
            a{x="y",,} 1            | line 1: there is ",} 1" (expected: the name of a label)
            a{9="y"} 1              | line 1: there is "9=\\"y\\"} 1" (expected: the name of a label)
            a{x="y",x="z"} 1        | line 1: there is "x" (expected: each label once)
            a{__name__="b"} 1       | line 1: there is "__name__" (expected: the name of the metric before the braces, or in quotes)
            a{"b"} 1                | line 1: there is "b" (expected: one name of the metric, and '=' after the name of a label)
            a{x="y"                 | line 1: it ends (expected: ',' or '}')
            a 1 soon                | line 1: there is "soon" (expected: a time in whole milliseconds)
            a 1 12.5                | line 1: there is "12.5" (expected: a time in whole milliseconds)
            a 1 12 more             | line 1: there is "more" (expected: the end of the line)
            a 1 # {t="x"} 1         | line 1: there is "# {t=\\"x\\"} 1" (expected: the end of the line)
            # TYPE a                | line 1: it ends (expected: a type)
            # TYPE a thing          | line 1: there is "thing" (expected: counter, gauge, histogram, gaugehistogram, summary, info, stateset, unknown or untyped)
            # HELP                  | line 1: it ends (expected: the name of a metric)
            <html>                  | line 1: there is "<html>" (expected: the name of a metric)
            """)
    void a_bad_line_of_text_is_named_with_what_was_expected(String text, String message) {
        ExpositionException failure = failure(text, TEXT);
        assertThat(failure).hasMessage(message);
        assertThat(failure.line()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a  1\\n# EOF\\n                   | line 1: there is "" (expected: a number)
            a 1 \\n# EOF\\n                   | line 1: there is "" (expected: a time in seconds)
            a{ x="y"} 1\\n# EOF\\n            | line 1: there is " x=\\"y\\"} 1" (expected: the name of a label)
            a 1\\n\\n# EOF\\n                 | line 2: it ends (expected: the name of a metric)
            # a comment\\n# EOF\\n            | line 1: there is "a" (expected: HELP, TYPE, UNIT or EOF after '#')
            a 1\\n                            | line 1: the text ends after this line (expected: # EOF at last)
            a 1                               | line 1: the text ends in this line (expected: # EOF at last)
            # EOF\\na 1\\n                    | line 2: there is more after # EOF (expected: nothing)
            a 1 NaN\\n# EOF\\n                | line 1: there is "NaN" (expected: a time in seconds)
            a 1 # {t="x"}\\n# EOF\\n          | line 1: it ends (expected: the value of the exemplar)
            a 1 # 5\\n# EOF\\n                | line 1: there is "5" (expected: ' {' and the labels of an exemplar)
            a 1 # {"t"} 5\\n# EOF\\n          | line 1: there is "} 5" (expected: '=')
            a 1 # {t="x"} 5 6 7\\n# EOF\\n    | line 1: there is " 7" (expected: the end of the line)
            # UNIT a_seconds minutes\\n# EOF\\n | line 1: there is "minutes" (expected: a unit that the name a_seconds ends with, after an underscore)
            """)
    void a_bad_line_of_openmetrics_is_named_with_what_was_expected(String text, String message) {
        assertThat(failure(text.replace("\\n", "\n"), OPENMETRICS)).hasMessage(message);
    }

    @Test
    void bytes_that_are_no_utf_8_are_named_by_their_line() {
        byte[] bytes = "a 1\nb{x=\"?\"} 1\n".getBytes(StandardCharsets.ISO_8859_1);
        bytes[9] = (byte) 0xFF;
        assertThatThrownBy(() -> ExpositionParser.parse(bytes, TEXT, TIME, LIMITS))
                .hasMessage("line 2: there are bytes that are no characters (expected: UTF-8)");
    }

    @Test
    void more_than_is_taken_is_refused() {
        assertThat(failure("a 1\n".repeat(3_000), TEXT)).hasMessage("it has 12000 bytes (expected: at most 10000)");
        assertThat(failure("a{a=\"1\",b=\"1\",c=\"1\",d=\"1\",e=\"1\",f=\"1\"} 1", TEXT))
                .hasMessage("line 1: there is \"6 labels\" (expected: at most 5)");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 101; i++) {
            many.append("a").append(i).append(" 1\n");
        }
        assertThat(failure(many.toString(), TEXT))
                .hasMessage("line 101: there is \"one more sample\" (expected: at most 100 of them)");
    }

    @Test
    void the_content_type_says_which_format_it_is() throws ExpositionException {
        assertThat(ExpositionFormat.ofContentType(null)).isEqualTo(TEXT);
        assertThat(ExpositionFormat.ofContentType("text/plain; version=0.0.4; charset=utf-8"))
                .isEqualTo(TEXT);
        assertThat(ExpositionFormat.ofContentType("application/openmetrics-text; version=1.0.0"))
                .isEqualTo(OPENMETRICS);
        assertThatThrownBy(() -> ExpositionFormat.ofContentType("text/html"))
                .hasMessage("Content-Type is text/html (expected: text/plain or application/openmetrics-text)");
    }
}
