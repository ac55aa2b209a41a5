// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpLogsTest {
    private static final String TRACE = "463ac35c9f6413ad48485a3953bb6124";
    private static final String SPAN = "a2fb4a1d1a96d312";

    private static LogLine line(String scope, String body) {
        return new LogLine(1_700_000_000_123_456_789L, 9, "INFO", scope, body, Map.of(), null, null);
    }

    private static LogLine with(Map<String, ?> attributes) {
        return new LogLine(1, 9, "INFO", "a", "b", attributes, null, null);
    }

    private static ExportLogsServiceRequest read(byte[] request) {
        try {
            return ExportLogsServiceRequest.parseFrom(request);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static LogRecord only(LogLine line) {
        return TestingPort.records(read(OtlpLogs.encode(Map.of("service.name", "orders"), List.of(line))))
                .getFirst();
    }

    private static AnyValue value(List<KeyValue> attributes, String key) {
        return attributes.stream()
                .filter(each -> each.getKey().equals(key))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static List<String> bodies(byte[] request) {
        return TestingPort.records(read(request)).stream()
                .map(each -> each.getBody().getStringValue())
                .toList();
    }

    @Test
    void every_field_is_read_by_opentelemetry_as_it_was_written() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("text", "tür 🚪");
        attributes.put("whole", Long.MIN_VALUE);
        attributes.put("small", 7);
        attributes.put("real", 0.1);
        attributes.put("flag", true);
        attributes.put("list", List.of("a", 2, List.of("deep")));
        attributes.put("other", new BigDecimal("1.50"));
        byte[] request = OtlpLogs.encode(
                Map.of("service.name", "orders", "process.pid", 4711L),
                List.of(new LogLine(
                        1_700_000_000_123_456_789L, 17, "ERROR", "shop.Orders", "no\nway", attributes, TRACE, SPAN)));
        var logs = read(request).getResourceLogs(0);
        assertThat(value(logs.getResource().getAttributesList(), "service.name").getStringValue())
                .isEqualTo("orders");
        assertThat(value(logs.getResource().getAttributesList(), "process.pid").getIntValue())
                .isEqualTo(4711);
        assertThat(logs.getScopeLogs(0).getScope().getName()).isEqualTo("shop.Orders");
        LogRecord record = logs.getScopeLogs(0).getLogRecords(0);
        assertThat(record.getTimeUnixNano()).isEqualTo(1_700_000_000_123_456_789L);
        assertThat(record.getSeverityNumberValue()).isEqualTo(17);
        assertThat(record.getSeverityText()).isEqualTo("ERROR");
        assertThat(record.getBody().getStringValue()).isEqualTo("no\nway");
        assertThat(HexFormat.of().formatHex(record.getTraceId().toByteArray())).isEqualTo(TRACE);
        assertThat(HexFormat.of().formatHex(record.getSpanId().toByteArray())).isEqualTo(SPAN);
        List<KeyValue> read = record.getAttributesList();
        assertThat(value(read, "text").getStringValue()).isEqualTo("tür 🚪");
        assertThat(value(read, "whole").getIntValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(value(read, "small").getIntValue()).isEqualTo(7);
        assertThat(value(read, "real").getDoubleValue()).isEqualTo(0.1);
        assertThat(value(read, "flag").getBoolValue()).isTrue();
        assertThat(value(read, "list").getArrayValue().getValuesList())
                .extracting(each -> each.hasIntValue() ? each.getIntValue() : each.getStringValue())
                .containsExactly("a", 2L, "[deep]");
        assertThat(value(read, "other").getStringValue()).isEqualTo("1.50");
        assertThat(record.getUnknownFields().asMap()).isEmpty();
        assertThat(record.getDroppedAttributesCount()).isZero();
    }

    @Test
    void the_order_is_kept_and_a_scope_is_a_run_of_lines_of_one_logger() {
        byte[] request = OtlpLogs.encode(
                Map.of(), List.of(line("a", "1"), line("a", "2"), line("b", "3"), line("a", "4"), line("", "5")));
        assertThat(bodies(request)).containsExactly("1", "2", "3", "4", "5");
        assertThat(read(request).getResourceLogs(0).getScopeLogsList())
                .extracting(each -> each.getScope().getName(), ScopeLogs::getLogRecordsCount)
                .hasToString("[(\"a\", 2), (\"b\", 1), (\"a\", 1), (\"\", 1)]");
        assertThat(OtlpLogs.count(request)).isEqualTo(5);
        assertThat(OtlpLogs.encode(Map.of("service.name", "x"), List.of())).isEmpty();
    }

    @Test
    void control_characters_are_data() {
        String body = "line\r\n\u001b[31mred\u0000 {\"json\": true}\t%s ${jndi:x}";
        assertThat(only(line(body, body)).getBody().getStringValue()).isEqualTo(body);
    }

    @Test
    void half_a_surrogate_pair_becomes_a_question_mark() {
        LogLine broken = new LogLine(1, 9, "x\ud800", "y\udc00", "a\ud83d!", Map.of("k\udfff", "v\ud800"), null, null);
        LogRecord record = only(broken);
        assertThat(record.getBody().getStringValue()).isEqualTo("a?!");
        assertThat(record.getAttributes(0).getKey()).isEqualTo("k?");
        assertThat(record.getAttributes(0).getValue().getStringValue()).isEqualTo("v?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xyz",
                "00000000000000000000000000000000",
                "463ac35c9f6413ad48485a3953bb612",
                "４63ac35c9f6413ad48485a3953bb6124"
            })
    void what_is_no_id_is_left_out(String id) {
        LogRecord record = only(new LogLine(0, 0, "", "a", "b", Map.of(), id, id));
        assertThat(record.getTraceId().isEmpty()).isTrue();
        assertThat(record.getSpanId().isEmpty()).isTrue();
        assertThat(record.getTimeUnixNano()).isZero();
    }

    @Test
    void a_line_of_a_megabyte_is_cut_with_a_mark_that_says_how_much_is_missing() {
        for (String piece : List.of("y", "ü", "漢", "🚪")) {
            String body = piece.repeat(1 << 20);
            String cut = only(line("a", body)).getBody().getStringValue();
            int marked = cut.lastIndexOf('…');
            assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isBetween(200_000, OtlpLogs.MAX_LINE);
            assertThat(body).startsWith(cut.substring(0, marked));
            int left = cut.substring(0, marked).getBytes(StandardCharsets.UTF_8).length;
            assertThat(cut)
                    .endsWith("… (%d bytes left out)".formatted(body.getBytes(StandardCharsets.UTF_8).length - left));
        }
    }

    @Test
    void attributes_have_a_limit_each_and_together() {
        Map<String, String> many = new LinkedHashMap<>();
        IntStream.range(0, 1_000).forEach(i -> many.put("key-" + i, "x".repeat(1_000)));
        LogRecord record = only(with(many));
        assertThat(record.getSerializedSize()).isLessThan(140 << 10);
        assertThat(record.getAttributesCount() + record.getDroppedAttributesCount())
                .isEqualTo(1_000);
        assertThat(record.getAttributesCount()).isGreaterThan(120);
        assertThat(record.getBody().getStringValue()).isEqualTo("b");

        LogRecord large = only(with(Map.of("exception.stacktrace", "z".repeat(1 << 20))));
        assertThat(large.getAttributes(0).getValue().getStringValue())
                .hasSizeLessThan(66_000)
                .endsWith("bytes left out)");

        List<String> list = new ArrayList<>(java.util.Collections.nCopies(10_000, "m".repeat(100)));
        assertThat(only(with(Map.of("markers", list))).getSerializedSize()).isLessThan(70_000);
        assertThat(only(new LogLine(1, 9, "I", "a", "x".repeat(1 << 20), many, null, null))
                        .getSerializedSize())
                .isLessThanOrEqualTo(OtlpLogs.MAX_LINE + 8_192);
    }

    @Test
    void a_request_is_halved_until_there_is_one_line() {
        List<LogLine> lines = IntStream.range(0, 7)
                .mapToObj(i -> line(i < 3 ? "a" : "b", "line " + i))
                .toList();
        byte[] two = OtlpLogs.encode(Map.of("service.name", "orders"), lines);
        List<byte[]> halves = OtlpLogs.halves(two);
        assertThat(halves).hasSize(2);
        assertThat(bodies(halves.get(0))).containsExactly("line 0", "line 1", "line 2");
        assertThat(bodies(halves.get(1))).containsExactly("line 3", "line 4", "line 5", "line 6");
        for (byte[] half : halves) {
            var logs = read(half).getResourceLogs(0);
            assertThat(logs.getResource())
                    .isEqualTo(read(two).getResourceLogs(0).getResource());
            assertThat(logs.getScopeLogs(0).getScope().getName()).isIn("a", "b");
        }
        byte[] one = OtlpLogs.encode(Map.of(), lines.subList(0, 1));
        assertThat(OtlpLogs.halves(one)).containsExactly(one);
    }

    @Test
    void requests_one_after_another_are_one_request() throws Exception {
        byte[] first = OtlpLogs.encode(Map.of("service.name", "a"), List.of(line("x", "1")));
        byte[] second = OtlpLogs.encode(Map.of("service.name", "b"), List.of(line("x", "2")));
        var both = new java.io.ByteArrayOutputStream();
        both.write(first);
        both.write(second);
        assertThat(bodies(both.toByteArray())).containsExactly("1", "2");
        assertThat(OtlpLogs.halves(both.toByteArray())).containsExactly(first, second);
    }

    @Test
    void what_is_no_request_is_said_to_be_none() {
        assertThatThrownBy(() -> OtlpLogs.count("no protobuf".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: OTLP's logs)");
    }
}
