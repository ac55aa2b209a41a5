// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.journal;

import dev.plinth.agent.ship.Line.Severity;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry of the journal, as {@code journalctl --output=json} tells it: each field is a text, a list of numbers when it is no text, a list of
 * these when it is there more than once, or null when it is too large.
 */
record Entry(
        String cursor,
        Instant time,
        @Nullable Severity severity,
        String message,
        @Nullable String identifier,
        @Nullable String unit,
        @Nullable String host,
        Map<String, String> attributes) {

    /** The fields that are asked for; cursor and time always come. */
    static final List<String> FIELDS = List.of(
            "MESSAGE",
            "PRIORITY",
            "SYSLOG_IDENTIFIER",
            "SYSLOG_FACILITY",
            "_SYSTEMD_UNIT",
            "_SYSTEMD_USER_UNIT",
            "_HOSTNAME",
            "_PID",
            "_COMM",
            "_EXE",
            "_UID",
            "_TRANSPORT",
            "_BOOT_ID",
            "CODE_FILE",
            "CODE_LINE",
            "CODE_FUNC");

    private static final JsonMapper JSON = JsonMapper.shared();

    /** As OpenTelemetry maps syslog's. */
    private static final List<Severity> SEVERITIES = List.of(
            new Severity(21, "emerg"),
            new Severity(19, "alert"),
            new Severity(18, "crit"),
            new Severity(17, "err"),
            new Severity(13, "warning"),
            new Severity(10, "notice"),
            new Severity(9, "info"),
            new Severity(5, "debug"));

    private static final Map<String, String> ATTRIBUTES = Map.ofEntries(
            Map.entry("_SYSTEMD_UNIT", "systemd.unit"),
            Map.entry("_SYSTEMD_USER_UNIT", "systemd.user_unit"),
            Map.entry("SYSLOG_IDENTIFIER", "syslog.identifier"),
            Map.entry("SYSLOG_FACILITY", "syslog.facility.code"),
            Map.entry("_PID", "process.pid"),
            Map.entry("_COMM", "process.command"),
            Map.entry("_EXE", "process.executable.path"),
            Map.entry("_UID", "process.user.id"),
            Map.entry("_TRANSPORT", "journald.transport"),
            Map.entry("_BOOT_ID", "journald.boot_id"),
            Map.entry("CODE_FILE", "code.file.path"),
            Map.entry("CODE_LINE", "code.line.number"),
            Map.entry("CODE_FUNC", "code.function.name"));

    private static final String WITHOUT_MESSAGE = "(an entry without a message)";

    /** Null when that is no entry. */
    static @Nullable Entry of(byte[] json, Instant now) {
        JsonNode entry;
        try {
            entry = JSON.readTree(json);
        } catch (JacksonException e) {
            return null;
        }
        String cursor = text(entry.path("__CURSOR"));
        if (cursor == null) {
            return null;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        ATTRIBUTES.forEach((field, name) -> {
            String value = text(entry.path(field));
            if (value != null) {
                attributes.put(name, value);
            }
        });
        String message = text(entry.path("MESSAGE"));
        return new Entry(
                cursor,
                time(entry, now),
                severity(text(entry.path("PRIORITY"))),
                message == null || message.isBlank() ? WITHOUT_MESSAGE : message.stripTrailing(),
                text(entry.path("SYSLOG_IDENTIFIER")),
                text(entry.path("_SYSTEMD_UNIT")),
                text(entry.path("_HOSTNAME")),
                attributes);
    }

    private static Instant time(JsonNode entry, Instant now) {
        String micros = text(entry.path("__REALTIME_TIMESTAMP"));
        return micros != null && micros.matches("\\d{1,18}")
                ? Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS)
                : now;
    }

    private static @Nullable Severity severity(@Nullable String priority) {
        return priority != null && priority.matches("[0-7]") ? SEVERITIES.get(Integer.parseInt(priority)) : null;
    }

    private static @Nullable String text(JsonNode field) {
        if (field.isString() || field.isNumber()) {
            return field.asString();
        }
        if (!field.isArray() || field.isEmpty()) {
            return null;
        }
        if (field.get(0).isNumber()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(field.size());
            field.forEach(each -> bytes.write(each.asInt(0)));
            return bytes.toString(StandardCharsets.UTF_8);
        }
        return field.valueStream().map(Entry::text).map(String::valueOf).collect(Collectors.joining("\n"));
    }
}
