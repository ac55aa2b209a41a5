// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.KeyValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogMessageTest {
    private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05Z");

    private static SyslogMessage read(String message) {
        return SyslogMessage.of(message.getBytes(StandardCharsets.UTF_8), RECEIVED, ZoneId.of("UTC"));
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey, each -> each.getValue().getStringValue()));
    }

    private static String body(SyslogMessage message) {
        return message.record().getBody().getStringValue();
    }

    private static Instant time(SyslogMessage message) {
        return Instant.ofEpochSecond(0, message.record().getTimeUnixNano());
    }

    @Test
    void a_message_of_rfc_5424_with_structured_data() {
        SyslogMessage message = read("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 ID47"
                + " [exampleSDID@32473 iut=\"3\" eventSource=\"a \\\"quoted\\\" \\] one\"][other@1] \uFEFFIt's time");
        assertThat(body(message)).isEqualTo("It's time");
        assertThat(time(message)).isEqualTo(Instant.parse("2003-08-24T12:14:15.000003Z"));
        assertThat(texts(message.resource().getAttributesList()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("service.name", "myproc", "host.name", "192.0.2.1"));
        assertThat(texts(message.record().getAttributesList()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "syslog.facility",
                        "local4",
                        "syslog.procid",
                        "8710",
                        "syslog.msgid",
                        "ID47",
                        "syslog.structured_data.exampleSDID@32473.iut",
                        "3",
                        "syslog.structured_data.exampleSDID@32473.eventSource",
                        "a \"quoted\" ] one"));
        assertThat(message.record().getSeverityText()).isEqualTo("notice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "<34>Oct 11 22:14:15 mymachine su: 'su root' failed | su | mymachine | 'su root' failed | 2025-10-11T22:14:15Z",
                "<13>Jan  2 03:00:00 host cron[12]: ran | cron | host | ran | 2026-01-02T03:00:00Z",
                "<13>2026-01-01T10:00:00+01:00 host app: hello | app | host | hello | 2026-01-01T09:00:00Z",
                "<13>Jan  2 03:00:00 sshd[7]: no host | sshd |  | no host | 2026-01-02T03:00:00Z",
                "<13>1 - - - - - - nothing else | syslog |  | nothing else | 2026-01-02T03:04:05Z",
                "no priority at all | syslog |  | no priority at all | 2026-01-02T03:04:05Z",
                "<999>too high | syslog |  | <999>too high | 2026-01-02T03:04:05Z",
                "<13>just text | syslog |  | just text | 2026-01-02T03:04:05Z"
            })
    void what_is_found_in_the_wild(String message, String app, String host, String body, Instant time) {
        SyslogMessage read = read(message);
        assertThat(texts(read.resource().getAttributesList()).get("service.name"))
                .isEqualTo(app);
        assertThat(texts(read.resource().getAttributesList()).get("host.name")).isEqualTo(host);
        assertThat(body(read)).isEqualTo(body);
        assertThat(time(read)).isEqualTo(time);
    }

    @Test
    void what_is_wrong_in_a_part_leaves_the_rest() {
        SyslogMessage message = read("<11>1 yesterday host app - - [broken data=\"no end");
        assertThat(body(message)).isEqualTo("[broken data=\"no end");
        assertThat(texts(message.record().getAttributesList())).containsEntry("syslog.timestamp", "yesterday");
        assertThat(time(message)).isEqualTo(RECEIVED);
        SyslogMessage bytes =
                SyslogMessage.of(new byte[] {'<', '1', '1', '>', 'a', (byte) 0xff, 'b'}, RECEIVED, ZoneId.of("UTC"));
        assertThat(body(bytes)).isEqualTo("a\uFFFDb");
        assertThat(bytes.record().getSeverityNumberValue()).isEqualTo(17);
    }
}
