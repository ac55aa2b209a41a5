// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes two errors the same: the type of the exception and where it was thrown, or the text without what differs from one time to the next.
 *
 * @param id the same for the same error of a service
 * @param title for people
 */
record ErrorPrint(String id, String title) {
    private static final int ERROR = 17;
    private static final int MAX_TITLE = 200;
    private static final int MAX_TEXT = 2_000;
    /** Blanks, but not what ends a line: a text of nothing but empty lines would be gone through for each of them. */
    private static final Pattern FRAME =
            Pattern.compile("^[ \\t]{0,100}+at ([\\w.$<>/@-]{1,300})\\(", Pattern.MULTILINE);

    /** Ids, numbers and what is quoted; none of it can be read in two ways, so it takes no time. */
    private static final Pattern VARIABLE = Pattern.compile(
            "\"[^\"\\n]{0,200}+\"|'[^'\\n]{0,200}+'|\\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\b"
                    + "|\\b(?=[0-9a-fA-F]*\\d)[0-9a-fA-F]{8,}+\\b|\\d++(?:[.,:]\\d++)*+");

    /** Null for what is no error. */
    static @Nullable ErrorPrint of(LogRecord log, String service) {
        if (log.getSeverityNumberValue() < ERROR) {
            return null;
        }
        List<KeyValue> attributes = log.getAttributesList();
        String type = Values.text(attributes, "exception.type");
        String body = Values.text(log.getBody());
        String trace = Values.text(attributes, "exception.stacktrace");
        String place = frame(trace.isEmpty() ? body : trace);
        String message = type.isEmpty() ? firstLine(body) : Values.text(attributes, "exception.message");
        String text = constant(firstLine(message));
        String what = type.isEmpty() || place.isEmpty() ? type + "\n" + text + "\n" + place : type + "\n" + place;
        return new ErrorPrint(hash(service + "\n" + what), title(type, text));
    }

    private static String frame(String trace) {
        Matcher frame = FRAME.matcher(trace);
        return frame.find() ? frame.group(1) : "";
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line;
    }

    private static String constant(String text) {
        return VARIABLE.matcher(text).replaceAll("…");
    }

    private static String title(String type, String text) {
        String title = type.isEmpty() ? text : text.isEmpty() ? type : type + ": " + text;
        return title.length() > MAX_TITLE ? title.substring(0, MAX_TITLE - 1) + "…" : title;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
