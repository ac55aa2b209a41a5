// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import dev.plinth.core.telemetry.pipeline.LogStep.Join;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts what belongs to the line before at its end. What came with another request is not there any more, so it stays by itself. */
final class JoinStep implements Step {
    private static final Pattern GOES_ON = Pattern.compile(
            "\\s+\\S.*|Caused by: .*|Suppressed: .*|\\.\\.\\. \\d+ (?:more|common frames omitted).*|\\s*",
            Pattern.DOTALL);
    private static final int MAX_BYTES = 256 << 10;

    private final @Nullable Pattern firstLine;
    private final int maxLines;

    JoinStep(Join declared) {
        this.firstLine = declared.firstLine() == null ? null : Steps.pattern("join.firstLine", declared.firstLine());
        this.maxLines = declared.maxLinesOrDefault();
    }

    @Override
    public void run(List<LogRecord.Builder> records) {
        if (records.size() < 2) {
            return;
        }
        List<LogRecord.Builder> joined = new ArrayList<>(records.size());
        StringBuilder text = new StringBuilder();
        int lines = 0;
        for (LogRecord.Builder record : records) {
            String body = Steps.body(record);
            if (!joined.isEmpty()
                    && body != null
                    && goesOn(body)
                    && lines > 0
                    && lines < maxLines
                    && text.length() + body.length() < MAX_BYTES) {
                text.append('\n').append(body);
                lines++;
                continue;
            }
            end(joined, text, lines);
            joined.add(record);
            text.setLength(0);
            text.append(body == null ? "" : body);
            lines = body == null ? 0 : 1;
        }
        end(joined, text, lines);
        records.clear();
        records.addAll(joined);
    }

    private static void end(List<LogRecord.Builder> joined, StringBuilder text, int lines) {
        if (lines > 1) {
            joined.getLast().setBody(Attributes.text(text.toString()));
        }
    }

    private boolean goesOn(String body) {
        try {
            return firstLine == null
                    ? GOES_ON.matcher(body).matches()
                    : !BoundedText.match(firstLine, body, Matcher::find);
        } catch (BoundedText.TooLong e) {
            return false;
        }
    }
}
