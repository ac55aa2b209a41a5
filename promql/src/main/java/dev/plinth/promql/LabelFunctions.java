// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plinth.promql.model.Labels;
import java.util.List;
import java.util.stream.Collectors;

/** Functions of labels, which do not look at samples. */
final class LabelFunctions {
    private LabelFunctions() {}

    /** @param arguments the label to set, with what, the label to look at, and for what */
    static Columns replace(Columns columns, List<String> arguments) {
        String target = arguments.get(0);
        String replacement = arguments.get(1);
        String source = arguments.get(2);
        Pattern pattern = compile(arguments.get(3));
        if (!Labels.isName(target)) {
            throw QueryException.execution("invalid destination label name in label_replace(): " + target);
        }
        return Evaluation.relabel(columns, column -> {
            Matcher matcher = pattern.matcher(column.labels().get(source));
            return matcher.matches() ? with(column, target, expand(replacement, matcher, pattern)) : column;
        });
    }

    private static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw QueryException.execution("invalid regular expression in label_replace(): " + expression);
        }
    }

    private static Column with(Column column, String label, String value) {
        boolean dropName = column.dropName() && !label.equals(Labels.METRIC_NAME);
        return column.withLabels(column.labels().with(label, value), dropName);
    }

    /** The template with what groups have matched for {@code $1}, {@code ${1}}, {@code $name} and {@code ${name}}. */
    private static String expand(String template, Matcher matcher, Pattern pattern) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            char c = template.charAt(at);
            if (c != '$' || at + 1 == template.length()) {
                text.append(c);
                at++;
                continue;
            }
            if (template.charAt(at + 1) == '$') {
                text.append('$');
                at += 2;
                continue;
            }
            boolean braces = template.charAt(at + 1) == '{';
            int begin = at + (braces ? 2 : 1);
            int end = begin;
            while (end < template.length() && isWord(template.charAt(end))) {
                end++;
            }
            boolean complete = end > begin && (!braces || (end < template.length() && template.charAt(end) == '}'));
            if (!complete) {
                text.append('$');
                at++;
                continue;
            }
            text.append(group(template.substring(begin, end), matcher, pattern));
            at = braces ? end + 1 : end;
        }
        return text.toString();
    }

    private static boolean isWord(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private static String group(String name, Matcher matcher, Pattern pattern) {
        String matched = null;
        if (name.chars().allMatch(Character::isDigit)) {
            int number = name.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(name);
            matched = number <= matcher.groupCount() ? matcher.group(number) : null;
        } else if (pattern.namedGroups().containsKey(name)) {
            matched = matcher.group(name);
        }
        return matched == null ? "" : matched;
    }

    /** @param arguments the label to set, what goes between the values, and the labels whose values are joined */
    static Columns join(Columns columns, List<String> arguments) {
        String target = arguments.get(0);
        String separator = arguments.get(1);
        List<String> sources = arguments.subList(2, arguments.size());
        for (String source : sources) {
            if (!Labels.isName(source)) {
                throw QueryException.execution("invalid source label name in label_join(): " + source);
            }
        }
        if (!Labels.isName(target)) {
            throw QueryException.execution("invalid destination label name in label_join(): " + target);
        }
        return Evaluation.relabel(
                columns,
                column -> with(
                        column,
                        target,
                        sources.stream().map(column.labels()::get).collect(Collectors.joining(separator))));
    }
}
