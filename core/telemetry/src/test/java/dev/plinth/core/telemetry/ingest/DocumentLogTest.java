// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DocumentLogTest {
    private static DocumentLog log(String json) {
        return DocumentLog.of((ObjectNode) JsonMapper.shared().readTree(json), "some-index");
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey, each -> each.getValue().getStringValue()));
    }

    @Test
    void a_field_may_be_nested_or_dotted() {
        for (String json : List.of(
                "{\"log\": {\"level\": \"warn\"}, \"service\": {\"name\": \"till\"}}",
                "{\"log.level\": \"warn\", \"service.name\": \"till\"}")) {
            assertThat(log(json).record().getSeverityNumberValue()).isEqualTo(13);
            assertThat(texts(log(json).resource().getAttributesList()))
                    .containsExactly(Map.entry("service.name", "till"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-25T12:00:00.123456789Z, 1795608000123456789",
        "2026-11-25T13:00:00+01:00, 1795608000000000000",
        "yesterday, 0",
        "9999-12-31T23:59:59Z, 0",
        "1969-12-31T23:59:59Z, 0"
    })
    void a_time_is_read_with_its_zone_and_what_is_none_stays_an_attribute(String given, long nanos) {
        DocumentLog log = log("{\"@timestamp\": \"%s\"}".formatted(given));
        assertThat(log.record().getTimeUnixNano()).isEqualTo(nanos);
        assertThat(texts(log.record().getAttributesList()).get("@timestamp")).isEqualTo(nanos == 0 ? given : null);
    }

    @Test
    void a_time_may_be_milliseconds() {
        assertThat(log("{\"@timestamp\": 1700000000123}").record().getTimeUnixNano())
                .isEqualTo(1_700_000_000_123_000_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\": \"said\"} | said",
                "{\"log\": \"of a container\"} | of a container",
                "{\"message\": {\"a\": 1}} | {\"message\":{\"a\":1}}",
                "{} | {}"
            })
    void without_a_message_the_whole_document_is_the_text(String json, String body) {
        assertThat(log(json).record().getBody().getStringValue()).isEqualTo(body);
    }

    @Test
    void ids_that_are_none_stay_attributes() {
        DocumentLog log = log("{\"trace.id\": \"xyz\", \"span.id\": \"00f067aa0ba902b7\"}");
        assertThat(log.record().getTraceId().size()).isZero();
        assertThat(log.record().getSpanId().size()).isEqualTo(8);
        assertThat(texts(log.record().getAttributesList())).containsEntry("trace.id", "xyz");
    }

    @Test
    void without_a_service_it_is_the_container_or_else_the_index() {
        assertThat(texts(log("{\"kubernetes\": {\"container\": {\"name\": \"nginx\"}}}")
                        .resource()
                        .getAttributesList()))
                .containsEntry("service.name", "nginx");
        assertThat(texts(log("{}").resource().getAttributesList())).containsEntry("service.name", "some-index");
        assertThat(texts(log("{\"service\": \"short\"}").resource().getAttributesList()))
                .containsEntry("service.name", "short");
    }

    @Test
    void numbers_flags_lists_and_nothing_keep_what_they_are() {
        List<KeyValue> attributes =
                log("{\"n\": 7, \"x\": 1.5, \"b\": true, \"l\": [1, \"two\"], \"none\": null, \"huge\": 99999999999999999999}")
                        .record()
                        .getAttributesList();
        assertThat(attributes)
                .extracting(each -> each.getKey() + " " + each.getValue().getValueCase())
                .containsExactly(
                        "n INT_VALUE",
                        "x DOUBLE_VALUE",
                        "b BOOL_VALUE",
                        "l ARRAY_VALUE",
                        "none VALUE_NOT_SET",
                        "huge DOUBLE_VALUE",
                        "elasticsearch.index STRING_VALUE");
    }
}
