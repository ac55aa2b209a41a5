// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import com.google.re2j.PatternSyntaxException;
import dev.plinth.promql.parser.Durations;
import dev.plinth.promql.parser.Literals;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.script.Command.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a script line by line. */
final class ScriptParser {
    private static final Pattern LOAD = Pattern.compile("load(?:_(with_nhcb))?\\s+(.+?)");
    private static final Pattern INSTANT =
            Pattern.compile("eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+(?:at\\s+(.+?))?\\s+(.+)");
    private static final Pattern RANGE = Pattern.compile(
            "eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+?)\\s+(.+)");
    private static final Pattern EXPECT =
            Pattern.compile("expect\\s+(ordered|fail|warn|no_warn|info|no_info)(?:\\s+(regex|msg):(.+))?");
    private static final Pattern EXPECT_RANGE =
            Pattern.compile("expect range vector\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+)");
    private static final String EXPECT_STRING = "expect string ";
    private static final String FAIL_MESSAGE = "expected_fail_message";
    private static final String FAIL_PATTERN = "expected_fail_regexp";

    private final List<String> lines;
    private int at;

    ScriptParser(String text) {
        this.lines = text.lines()
                .map(String::strip)
                .map(line -> line.startsWith("#") ? "" : line)
                .toList();
    }

    List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        while (at < lines.size()) {
            String line = lines.get(at++);
            if (!line.isEmpty()) {
                commands.add(command(line));
            }
        }
        return commands;
    }

    private Command command(String line) {
        String word = line.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        if (word.equals("clear")) {
            return new Command.Clear();
        }
        if (word.startsWith("load")) {
            return load(line);
        }
        if (word.startsWith("eval")) {
            return evaluate(line);
        }
        throw problem("invalid command \"" + line + "\"");
    }

    private ScriptException problem(@Nullable String message) {
        return new ScriptException(at, String.valueOf(message));
    }

    /** The next line of a command, or null at its end. */
    private @Nullable String nextLine() {
        if (at == lines.size() || lines.get(at).isEmpty()) {
            return null;
        }
        return lines.get(at++);
    }

    private long duration(@Nullable String text) {
        try {
            return Durations.parse(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw problem(e.getMessage());
        }
    }

    private SeriesNotation series(String line) {
        try {
            return SeriesNotation.parse(line);
        } catch (ParseException | IllegalArgumentException e) {
            throw problem(e.getMessage());
        }
    }

    private Command load(String line) {
        Matcher matcher = LOAD.matcher(line);
        if (!matcher.matches()) {
            throw problem("invalid load command. (load[_with_nhcb] <step:duration>)");
        }
        long interval = duration(matcher.group(2));
        List<SeriesNotation> series = new ArrayList<>();
        for (String next = nextLine(); next != null; next = nextLine()) {
            series.add(series(next));
        }
        return new Command.Load(interval, matcher.group(1) != null, series);
    }

    private Command evaluate(String line) {
        int lineNumber = at;
        Matcher instant = INSTANT.matcher(line);
        if (instant.matches()) {
            long time = duration(instant.group(2));
            return new Command.Evaluate(lineNumber, instant.group(3), time, time, 0, expected(instant.group(1)));
        }
        Matcher range = RANGE.matcher(line);
        if (!range.matches()) {
            throw problem("invalid evaluation command. Must be either 'eval[_fail|_warn|_ordered|_info] instant [at"
                    + " <offset:duration>] <query>' or 'eval[_fail|_warn|_info] range from <from> to <to> step <step>"
                    + " <query>'");
        }
        long start = duration(range.group(2));
        long end = duration(range.group(3));
        if (end < start) {
            throw problem("end timestamp (" + range.group(3) + ") is before start timestamp (" + range.group(2) + ")");
        }
        return new Command.Evaluate(
                lineNumber, range.group(5), start, end, duration(range.group(4)), expected(range.group(1)));
    }

    private Command.Expected expected(@Nullable String suffix) {
        List<Expectation> expectations = new ArrayList<>();
        List<SeriesNotation> series = new ArrayList<>();
        Double scalar = null;
        String text = null;
        Command.Times times = null;
        for (String line = nextLine(); line != null; line = nextLine()) {
            if (line.startsWith(FAIL_MESSAGE)) {
                expectations.add(message(Expectation.Kind.FAIL, line.substring(FAIL_MESSAGE.length())));
            } else if (line.startsWith(FAIL_PATTERN)) {
                expectations.add(pattern(Expectation.Kind.FAIL, line.substring(FAIL_PATTERN.length())));
            } else if (line.startsWith(EXPECT_STRING)) {
                text = string(line.substring(EXPECT_STRING.length()));
            } else if (line.startsWith("expect range ")) {
                times = times(line);
            } else if (line.startsWith("expect ")) {
                expectations.add(expectation(line));
            } else {
                scalar = series.isEmpty() ? number(line) : null;
                if (scalar == null) {
                    series.add(series(line));
                }
            }
        }
        if (suffix != null
                && expectations.stream().noneMatch(e -> e.kind().name().equalsIgnoreCase(suffix))) {
            expectations.add(new Expectation(kind(suffix), null, null));
        }
        return new Command.Expected(expectations, series, scalar, text, times);
    }

    private static @Nullable Double number(String line) {
        try {
            return Literals.number(line);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Expectation expectation(String line) {
        Matcher matcher = EXPECT.matcher(line);
        if (!matcher.matches()) {
            throw problem("invalid expect statement, must match `expect <type> <match_type>: <string>` format");
        }
        Expectation.Kind kind = kind(matcher.group(1));
        String match = matcher.group(2);
        if (match == null) {
            return new Expectation(kind, null, null);
        }
        return match.equals("msg") ? message(kind, matcher.group(3)) : pattern(kind, matcher.group(3));
    }

    private static Expectation.Kind kind(String word) {
        return Expectation.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Expectation message(Expectation.Kind kind, String message) {
        return new Expectation(kind, message.strip(), null);
    }

    private Expectation pattern(Expectation.Kind kind, String pattern) {
        try {
            return new Expectation(kind, null, com.google.re2j.Pattern.compile(pattern.strip()));
        } catch (PatternSyntaxException e) {
            throw problem(e.getMessage());
        }
    }

    private String string(String literal) {
        try {
            return Literals.string(literal.strip());
        } catch (ParseException e) {
            throw problem(e.getMessage());
        }
    }

    private Command.Times times(String line) {
        Matcher matcher = EXPECT_RANGE.matcher(line);
        if (!matcher.matches()) {
            throw problem("invalid range vector definition \"" + line + "\"");
        }
        return new Command.Times(duration(matcher.group(1)), duration(matcher.group(2)), duration(matcher.group(3)));
    }
}
