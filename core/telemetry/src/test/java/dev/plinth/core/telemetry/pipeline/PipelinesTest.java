// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import static dev.plinth.core.telemetry.pipeline.Attributes.attribute;
import static dev.plinth.core.telemetry.pipeline.Attributes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

class PipelinesTest {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private static List<LogRecord> run(String yaml, LogRecord... records) {
        ExportLogsServiceRequest request = ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(attribute("service.name", "orders"))
                                .addAttributes(attribute("deployment.environment.name", "dev")))
                        .addScopeLogs(ScopeLogs.newBuilder().addAllLogRecords(List.of(records))))
                .build();
        ExportLogsServiceRequest done = Pipelines.apply(request, "shop", YAML.readValue(yaml, LogPipelineSpec.class));
        return done.getResourceLogs(0).getScopeLogsList().stream()
                .flatMap(scope -> scope.getLogRecordsList().stream())
                .toList();
    }

    private static LogRecord line(String body) {
        return LogRecord.newBuilder().setBody(text(body)).build();
    }

    private static LogRecord one(String yaml, String body) {
        return run(yaml, line(body)).getFirst();
    }

    private static String body(LogRecord record) {
        return record.getBody().getStringValue();
    }

    private static Map<String, String> attributes(LogRecord record) {
        Map<String, String> attributes = new TreeMap<>();
        record.getAttributesList().forEach(each -> {
            var value = each.getValue();
            attributes.put(
                    each.getKey(),
                    value.hasStringValue()
                            ? value.getStringValue()
                            : value.toString().strip());
        });
        return attributes;
    }

    private static long nanos(String time) {
        Instant instant = Instant.parse(time);
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    @Test
    void a_line_of_json_becomes_a_record() {
        LogRecord record = one("steps: [{json: {}}]", """
                {"ts": 1700000000.25, "level": "warning", "msg": "slow", "trace_id": "0af7651916cd43dd8448eb211c80319c",
                 "span_id": "b7ad6b7169203331", "took": 12, "user": {"name": "ada", "tags": ["a"]}, "ok": true, "error": {"type": "E"}}""");
        assertThat(body(record)).isEqualTo("slow");
        assertThat(record.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_WARN);
        assertThat(record.getTimeUnixNano()).isEqualTo(1_700_000_000_250_000_000L);
        assertThat(HexFormat.of().formatHex(record.getTraceId().toByteArray()))
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(HexFormat.of().formatHex(record.getSpanId().toByteArray())).isEqualTo("b7ad6b7169203331");
        assertThat(attributes(record))
                .containsEntry("took", "int_value: 12")
                .containsEntry("user.name", "ada")
                .containsEntry("ok", "bool_value: true")
                .containsEntry("exception.type", "E")
                .containsKey("user.tags")
                .doesNotContainKeys("msg", "level", "ts", "trace_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "{not json}", "[1]", "", "{\"a\": ", "\"text\""})
    void what_is_no_json_object_stays_as_it_is(String body) {
        assertThat(one("steps: [{json: {}}]", body)).isEqualTo(line(body));
    }

    @Test
    void pairs_are_read() {
        LogRecord record = one(
                "steps: [{logfmt: {}}]",
                "time=2026-01-31T12:00:00Z level=error msg=\"it \\\"broke\\\"\\nbadly\" took=12ms path=/a=b empty= last");
        assertThat(body(record)).isEqualTo("it \"broke\"\nbadly");
        assertThat(record.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_ERROR);
        assertThat(record.getTimeUnixNano()).isEqualTo(nanos("2026-01-31T12:00:00Z"));
        assertThat(attributes(record)).isEqualTo(Map.of("took", "12ms", "path", "/a=b", "empty", ""));
        assertThat(one("steps: [{logfmt: {}}]", "no pairs here")).isEqualTo(line("no pairs here"));
    }

    @Test
    void grok_knows_the_patterns_of_logstash_and_the_users_own() {
        String access =
                "203.0.113.9 - ada [31/Jan/2026:12:00:00 +0100] \"GET /films?q=x HTTP/1.1\" 200 512 \"-\" \"curl/8\"";
        LogRecord record = one("""
                steps:
                  - grok: {patterns: ['%{COMBINEDAPACHELOG}']}
                  - timestamp: {attribute: timestamp, format: 'dd/MMM/yyyy:HH:mm:ss Z'}
                """, access);
        assertThat(body(record)).isEqualTo(access);
        assertThat(attributes(record))
                .containsEntry("clientip", "203.0.113.9")
                .containsEntry("verb", "GET")
                .containsEntry("response", "200")
                .doesNotContainKey("timestamp");
        assertThat(record.getTimeUnixNano()).isEqualTo(nanos("2026-01-31T11:00:00Z"));
        LogRecord own = one("""
                steps:
                  - grok:
                      patterns: ['^none$', '^%{ORDER:order} took %{NUMBER:millis:int} ms, %{LOGLEVEL:level}$']
                      definitions: {ORDER: 'o-[0-9]+'}
                """, "o-17 took 250 ms, WARN");
        assertThat(attributes(own)).isEqualTo(Map.of("order", "o-17", "millis", "int_value: 250"));
        assertThat(own.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_WARN);
        assertThat(one("steps: [{grok: {patterns: ['^never$']}}]", "x")).isEqualTo(line("x"));
    }

    @Test
    void the_lines_of_a_stack_trace_are_one_record() {
        List<LogRecord> joined = run(
                "steps: [{join: {}}]",
                line("java.lang.IllegalStateException: no"),
                line("\tat dev.shop.Till.pay(Till.java:12)"),
                line("Caused by: java.io.IOException: gone"),
                line("\t... 3 more"),
                line("... 12 common frames omitted"),
                line("next"),
                line("and another"));
        assertThat(joined).extracting(PipelinesTest::body).containsExactly("""
                java.lang.IllegalStateException: no
                \tat dev.shop.Till.pay(Till.java:12)
                Caused by: java.io.IOException: gone
                \t... 3 more
                ... 12 common frames omitted""", "next", "and another");
    }

    @Test
    void lines_are_joined_by_what_a_first_line_looks_like_up_to_a_limit() {
        List<LogRecord> joined = run(
                "steps: [{join: {firstLine: '^\\d{4}', maxLines: 3}}]",
                Stream.of("goes on from before", "2026 a", "b", "c", "d", "2027 e")
                        .map(PipelinesTest::line)
                        .toArray(LogRecord[]::new));
        assertThat(joined)
                .extracting(PipelinesTest::body)
                .containsExactly("goes on from before", "2026 a\nb\nc", "d", "2027 e");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            email  | to ada.l+x@mail.example.org now                  | to *** now
            email  | @everybody a@b                                   | @everybody a@b
            card   | paid with 4111 1111 1111 1111.                   | paid with ***.
            card   | 5500-0000-0000-0004 and 4111111111111112         | *** and 4111111111111112
            card   | at 1700000000000 order 6011000990139424 3.1415926535897932 | at 1700000000000 order *** 3.1415926535897932
            iban   | DE89 3704 0044 0532 0130 00 or DE88370400440532013000 | *** or DE88370400440532013000
            phone  | call +49 30 1234567, +1 (555) 010-9999, 13812345678 or 110 | call ***, ***, *** or 110
            id     | 11010519491231002X and 078-05-1120 not 12345678901234567890 | *** and *** not 12345678901234567890
            jwt    | got eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2ln! | got ***!
            secret | password=hunter2&x=1 api_key: "abc" pwd is       | password=***&x=1 api_key: "***" pwd is
            secret | db.password = s3cr,t                             | db.password = ***,t
            secret | Authorization: Bearer abcdefghijk, token 5       | Authorization: Bearer ***, token 5
            secret | key AKIAIOSFODNN7EXAMPLE here                    | key *** here
            """)
    void personal_data_and_secrets_are_hidden(String what, String body, String hidden) {
        LogRecord masked = one("steps: [{mask: {what: [%s]}}]".formatted(what), body);
        assertThat(body(masked)).isEqualTo(hidden);
    }

    @Test
    void attributes_are_masked_too_wherever_it_is_hidden_in_them() {
        LogRecord record = LogRecord.newBuilder()
                .setBody(text("x"))
                .addAttributes(attribute("exception.message", "no such user ada@example.org"))
                .addAttributes(attribute("user.name", "ada"))
                .addAttributes(attribute(
                        "card",
                        io.opentelemetry.proto.common.v1.AnyValue.newBuilder()
                                .setIntValue(4_111_111_111_111_111L)
                                .build()))
                .addAttributes(attribute(
                        "nested",
                        io.opentelemetry.proto.common.v1.AnyValue.newBuilder()
                                .setArrayValue(io.opentelemetry.proto.common.v1.ArrayValue.newBuilder()
                                        .addValues(text("b@example.org")))
                                .build()))
                .addAttributes(attribute("kept", "as it is"))
                .build();
        LogRecord masked = run(
                        "steps: [{mask: {what: [email, card], attributes: ['user.*'], replacement: '[gone]'}}]", record)
                .getFirst();
        assertThat(masked.toString()).doesNotContain("example.org", "4111", "ada");
        assertThat(attributes(masked))
                .containsEntry("exception.message", "no such user [gone]")
                .containsEntry("user.name", "[gone]")
                .containsEntry("card", "[gone]")
                .containsEntry("kept", "as it is");
    }

    @Test
    void a_pattern_of_ones_own_may_keep_a_part() {
        assertThat(body(one(
                        "steps: [{mask: {pattern: 'order (\\d{2})\\d+', replacement: 'order $1…'}}]",
                        "see order 123456")))
                .isEqualTo("see order 12…");
    }

    @Test
    void a_pattern_that_takes_too_long_hides_everything() {
        LogRecord masked = one("steps: [{mask: {pattern: '(x+x+)+y'}}]", "x".repeat(5_000) + " and my password");
        assertThat(body(masked)).doesNotContain("password").contains("took too long");
        LogRecord deep = one("steps: [{mask: {pattern: '(x|xx)+y'}}]", "x".repeat(200_000) + " and my password");
        assertThat(body(deep)).doesNotContain("password").contains("took too long");
    }

    /** A quarter of a megabyte of what would be gone through again for each of its characters. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "a.", "a=\"", "\\n", " ", "\"", "=", "4", "a@", "-"})
    void no_text_makes_the_steps_run_on(String part) {
        String body = part.repeat((256 << 10) / part.length());
        assertTimeout(
                Duration.ofSeconds(10),
                () -> run(
                        "steps: [{join: {}}, {json: {}}, {logfmt: {}}, {mask: {what: [email, card, iban, phone, id, jwt, secret]}}]",
                        line(body),
                        line(body)));
    }

    @Test
    void a_pattern_of_grok_that_takes_too_long_is_given_up() {
        String body = "x".repeat(5_000);
        assertThat(one("steps: [{grok: {patterns: ['^(?<a>(x+x+)+y)$']}}]", body))
                .isEqualTo(line(body));
    }

    @Test
    void records_are_left_out_by_severity_and_by_pattern() {
        LogRecord debug = LogRecord.newBuilder()
                .setBody(text("debug"))
                .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_DEBUG)
                .build();
        assertThat(run(
                        "steps: [{drop: {below: info, pattern: '^GET /health'}}]",
                        debug,
                        line("GET /health 200"),
                        line("none said")))
                .containsExactly(line("none said"));
        assertThat(run("steps: [{drop: {below: info}}]", debug)).isEmpty();
    }

    @Test
    void a_pipeline_is_for_what_it_matches() {
        String hide = "match: {%s}\nsteps: [{mask: {pattern: '.+'}}]";
        for (String match : List.of("services: ['ord*']", "apps: [shop]", "envs: [dev]", "services: [x, orders]")) {
            assertThat(body(one(hide.formatted(match), "seen"))).as(match).isEqualTo("***");
        }
        for (String match :
                List.of("services: [order]", "apps: [orders]", "envs: [prod]", "services: [orders], envs: [prod]")) {
            assertThat(body(one(hide.formatted(match), "seen"))).as(match).isEqualTo("seen");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                  |                  | exactly one of
            json: {}, logfmt: {}                                |                  | exactly one of
            mask: {}                                            | mask             | what, pattern or attributes
            mask: {pattern: '('}                                | mask.pattern     | this one is wrong at 1
            mask: {pattern: 'a', replacement: '$2'}             | mask.replacement | No group 2
            join: {firstLine: '['}                              | join.firstLine   | this one is wrong
            grok: {patterns: ['%{NUMBER', '%{NOSUCH:x}']}       | grok.patterns[1] | NOSUCH
            drop: {}                                            | drop             | below or pattern
            timestamp: {attribute: t, format: 'bbb{'}           | timestamp.format | this one is wrong
            timestamp: {attribute: t, zone: Nowhere}            | timestamp.zone   | a zone
            """)
    void what_cannot_work_is_refused_and_says_where(String step, String field, String expected) {
        String declared = step.equals("{}") ? step : "{" + step + "}";
        assertThatThrownBy(() -> Steps.of(YAML.readValue(declared, LogStep.class)))
                .isInstanceOfSatisfying(Steps.Wrong.class, wrong -> {
                    assertThat(wrong.field()).isEqualTo(field == null ? "" : field);
                    assertThat(wrong.expected()).contains(expected);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.123456789+01:00, 2026-01-31T11:00:00.123456789Z",
        "'2026-01-31 12:00:00,5', 2026-01-31T12:00:00.5Z",
        "2026-01-31T12:00:00+0100, 2026-01-31T11:00:00Z",
        "1700000000, 2023-11-14T22:13:20Z",
        "1700000000000, 2023-11-14T22:13:20Z",
        "1700000000000000, 2023-11-14T22:13:20Z",
        "1700000000000000001, 2023-11-14T22:13:20.000000001Z",
    })
    void times_are_read_as_loggers_write_them(String text, String expected) {
        assertThat(Times.nanos(text, java.time.ZoneOffset.UTC)).isEqualTo(nanos(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "2026-13-01T00:00:00Z", "99999999999999999999", "-5", "1960-01-01T00:00:00Z"})
    void what_is_no_time_is_none(String text) {
        assertThat(Times.nanos(text, java.time.ZoneOffset.UTC)).isNull();
    }
}
