// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Regular expressions of RE2, with Go's way to say what replaces a match: {@code $1}, {@code ${name}}, {@code $$}. */
final class RegularExpressions {
    private RegularExpressions() {}

    private static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new TemplateProblem(String.valueOf(e.getMessage()));
        }
    }

    /** Whether the expression matches somewhere in the text. */
    static boolean matches(String expression, String text) {
        return compile(expression).matcher(text).find();
    }

    static String replaceAll(String expression, String replacement, String text) {
        Pattern pattern = compile(expression);
        Matcher matcher = pattern.matcher(text);
        StringBuilder result = new StringBuilder();
        int copied = 0;
        int lastEnd = -1;
        while (matcher.find()) {
            if (matcher.end() == matcher.start() && matcher.start() == lastEnd) {
                continue;
            }
            result.append(text, copied, matcher.start());
            append(result, replacement, pattern, matcher);
            if (result.length() > Execution.LONGEST) {
                throw Execution.tooLong();
            }
            copied = matcher.end();
            lastEnd = matcher.end();
        }
        return result.append(text, copied, text.length()).toString();
    }

    private static void append(StringBuilder to, String replacement, Pattern pattern, Matcher match) {
        int at = 0;
        while (at < replacement.length()) {
            int dollar = replacement.indexOf('$', at);
            if (dollar < 0) {
                to.append(replacement, at, replacement.length());
                return;
            }
            to.append(replacement, at, dollar);
            if (replacement.startsWith("$$", dollar)) {
                to.append('$');
                at = dollar + 2;
                continue;
            }
            boolean braces = replacement.startsWith("{", dollar + 1);
            int start = dollar + (braces ? 2 : 1);
            int end = start;
            while (end < replacement.length() && isWordPart(replacement.charAt(end))) {
                end++;
            }
            if (end == start || (braces && !replacement.startsWith("}", end))) {
                to.append('$');
                at = dollar + 1;
                continue;
            }
            to.append(group(replacement.substring(start, end), pattern, match));
            at = braces ? end + 1 : end;
        }
    }

    private static boolean isWordPart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private static String group(String name, Pattern pattern, Matcher match) {
        String group = null;
        if (name.matches("[0-9]{1,4}")) {
            int index = Integer.parseInt(name);
            group = index <= match.groupCount() ? match.group(index) : null;
        } else if (pattern.namedGroups().containsKey(name)) {
            group = match.group(name);
        }
        return group == null ? "" : group;
    }
}
