// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import dev.plinth.core.telemetry.pipeline.LogStep.Drop;
import dev.plinth.core.telemetry.pipeline.LogStep.Timestamp;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes steps of what is declared. */
final class Steps {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> SEVERITIES = List.of("trace", "debug", "info", "warn", "error", "fatal");

    private Steps() {}

    /** A declaration that makes no step. */
    static final class Wrong extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String field;
        private final String expected;

        /** @param field below the step, as {@code mask}; empty for the step as a whole */
        Wrong(String field, String expected) {
            super(expected);
            this.field = field;
            this.expected = expected;
        }

        String field() {
            return field;
        }

        String expected() {
            return expected;
        }
    }

    static Step of(LogStep declared) {
        List<Step> steps = new ArrayList<>();
        if (declared.join() != null) {
            steps.add(new JoinStep(declared.join()));
        }
        if (declared.json() != null) {
            steps.add((Step.OfEach) Steps::json);
        }
        if (declared.logfmt() != null) {
            steps.add((Step.OfEach) Logfmt::read);
        }
        if (declared.grok() != null) {
            steps.add(new GrokStep(declared.grok()));
        }
        if (declared.timestamp() != null) {
            steps.add(timestamp(declared.timestamp()));
        }
        if (declared.mask() != null) {
            steps.add(new MaskStep(declared.mask()));
        }
        if (declared.drop() != null) {
            steps.add(drop(declared.drop()));
        }
        if (steps.size() != 1) {
            throw new Wrong("", "exactly one of join, json, logfmt, grok, timestamp, mask, drop");
        }
        return steps.getFirst();
    }

    /** @param field below the step, as {@code drop} */
    static Pattern pattern(String field, String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new Wrong(
                    field,
                    "a pattern as java.util.regex has them; this one is wrong at %d: %s"
                            .formatted(Math.max(0, e.getIndex()), e.getDescription()));
        }
    }

    /** The text of a record; null when it is no text. */
    static @Nullable String body(LogRecord.Builder record) {
        AnyValue body = record.getBody();
        return body.getValueCase() == AnyValue.ValueCase.STRING_VALUE ? body.getStringValue() : null;
    }

    private static void json(LogRecord.Builder record) {
        String body = body(record);
        if (body == null || !body.stripLeading().startsWith("{")) {
            return;
        }
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                LogFields.of(object).into(record);
            }
        } catch (JacksonException e) {
            // no JSON: it stays as it is
            return;
        }
    }

    private static Step timestamp(Timestamp declared) {
        ZoneId zone = zone(declared.zone());
        DateTimeFormatter format = format(declared.format());
        return (Step.OfEach) record -> {
            for (int i = 0; i < record.getAttributesCount(); i++) {
                if (record.getAttributes(i).getKey().equals(declared.attribute())) {
                    String given = record.getAttributes(i).getValue().getStringValue();
                    Long nanos = format == null ? Times.nanos(given, zone) : Times.nanos(given, format, zone);
                    if (nanos != null) {
                        record.setTimeUnixNano(nanos).removeAttributes(i);
                    }
                    return;
                }
            }
        };
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return name == null ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new Wrong("timestamp.zone", "a zone, as Europe/Berlin or +02:00");
        }
    }

    private static @Nullable DateTimeFormatter format(@Nullable String pattern) {
        try {
            return pattern == null ? null : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        } catch (IllegalArgumentException e) {
            throw new Wrong(
                    "timestamp.format",
                    "a format of java.time, as dd/MMM/yyyy:HH:mm:ss Z; this one is wrong: " + e.getMessage());
        }
    }

    private static Step drop(Drop declared) {
        if (declared.below() == null && declared.pattern() == null) {
            throw new Wrong("drop", "below or pattern");
        }
        int lowest = declared.below() == null ? 0 : SEVERITIES.indexOf(declared.below()) * 4 + 1;
        Pattern found = declared.pattern() == null ? null : pattern("drop.pattern", declared.pattern());
        return records -> records.removeIf(record -> isBelow(record, lowest) || (found != null && has(record, found)));
    }

    private static boolean isBelow(LogRecord.Builder record, int lowest) {
        return record.getSeverityNumberValue() > 0 && record.getSeverityNumberValue() < lowest;
    }

    private static boolean has(LogRecord.Builder record, Pattern pattern) {
        try {
            return BoundedText.match(pattern, Objects.requireNonNullElse(body(record), ""), Matcher::find);
        } catch (BoundedText.TooLong e) {
            return false;
        }
    }
}
