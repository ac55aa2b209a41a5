// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import com.google.re2j.Pattern;
import dev.plinth.agent.settings.AgentSettings.Multiline;
import org.jspecify.annotations.Nullable;

/** Which lines belong to the record before. Patterns are RE2's: their time grows with the line and with nothing else. */
final class Grouping {
    /** What a line is told by stands at its beginning. */
    private static final int LOOKED_AT = 1_024;

    /**
     * Of a stack trace: indented frames, what was left out, causes and suppressed ones; and the line with the exception itself, which stands by
     * itself below the message in most layouts.
     */
    private static final Pattern JAVA = Pattern.compile("^\\s+(at\\s|\\.\\.\\.\\s|-\\s(locked|waiting|parking))"
            + "|^\\s*(Caused by: |Suppressed: |\\[CIRCULAR REFERENCE|Wrapped by: )"
            + "|^\\s*\\.\\.\\. \\d+ (more|common frames omitted)"
            + "|^([a-z_$][\\w$]*\\.)+[A-Z_$][\\w$.]*(Exception|Error|Throwable|Failure)(:|\\s*$)");

    private final @Nullable Pattern firstLine;
    private final int maxLines;

    private Grouping(@Nullable Pattern firstLine, int maxLines) {
        this.firstLine = firstLine;
        this.maxLines = maxLines;
    }

    static Grouping of(@Nullable Multiline settings) {
        return settings == null ? new Grouping(null, 1) : new Grouping(settings.firstLine(), settings.maxLines());
    }

    int maxLines() {
        return maxLines;
    }

    boolean isContinuation(String line) {
        CharSequence beginning = line.length() > LOOKED_AT ? line.substring(0, LOOKED_AT) : line;
        return firstLine == null
                ? JAVA.matcher(beginning).find()
                : !firstLine.matcher(beginning).find();
    }
}
