// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.GoValue.Absent;
import dev.plinth.alerting.template.GoValue.GoMap;
import dev.plinth.alerting.template.GoValue.Struct;
import dev.plinth.promql.model.Texts;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Go's {@code fmt} prints. A verb that does not fit its operand is told in the text, as there. */
final class GoFormat {
    private static final int WIDEST = 1_000_000;
    private static final Pattern INDEX = Pattern.compile("\\[([0-9]{1,6})]");

    private final String format;
    private final List<Object> operands;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int operand;
    private boolean reordered;

    private GoFormat(String format, List<Object> operands) {
        this.format = format;
        this.operands = operands;
    }

    /** {@code %v}. */
    static String display(Object value) {
        return switch (value) {
            case Double number -> Texts.general(number);
            case Absent absent -> "<nil>";
            case GoMap map ->
                map.sorted().entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + display(entry.getValue()))
                        .collect(Collectors.joining(" ", "map[", "]"));
            case Struct struct ->
                struct.fields().values().stream().map(GoFormat::display).collect(Collectors.joining(" ", "{", "}"));
            case List<?> list -> list.stream().map(GoFormat::display).collect(Collectors.joining(" ", "[", "]"));
            default -> GoTimes.isOne(value) ? GoTimes.display(value) : value.toString();
        };
    }

    /** With a space between two operands that are no texts. */
    static String print(List<Object> operands) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < operands.size(); i++) {
            if (i > 0 && !(operands.get(i) instanceof String) && !(operands.get(i - 1) instanceof String)) {
                text.append(' ');
            }
            text.append(display(operands.get(i)));
        }
        return text.toString();
    }

    static String printLine(List<Object> operands) {
        return operands.stream().map(GoFormat::display).collect(Collectors.joining(" ", "", "\n"));
    }

    static String print(String format, List<Object> operands) {
        GoFormat go = new GoFormat(format, operands);
        go.all();
        return go.out.toString();
    }

    /** How a verb is to be written; -1 is what was not said. */
    private static final class Flags {
        private boolean plus;
        private boolean minus;
        private boolean space;
        private boolean zero;
        private boolean sharp;
        private int width = -1;
        private int precision = -1;

        boolean set(char c) {
            switch (c) {
                case '+' -> plus = true;
                case '-' -> minus = true;
                case ' ' -> space = true;
                case '0' -> zero = true;
                case '#' -> sharp = true;
                default -> {
                    return false;
                }
            }
            return true;
        }

        String pad(String text, boolean number) {
            int missing = width - text.codePointCount(0, text.length());
            if (missing <= 0) {
                return text;
            }
            if (minus) {
                return text + " ".repeat(missing);
            }
            if (zero && number) {
                int signed = text.startsWith("-") || text.startsWith("+") || text.startsWith(" ") ? 1 : 0;
                return text.substring(0, signed) + "0".repeat(missing) + text.substring(signed);
            }
            return (zero ? "0" : " ").repeat(missing) + text;
        }

        String signed(String number) {
            if (number.startsWith("-") || number.startsWith("+")) {
                return number;
            }
            return (plus ? "+" : space ? " " : "") + number;
        }
    }

    private void all() {
        while (at < format.length()) {
            int percent = format.indexOf('%', at);
            if (percent < 0) {
                out.append(format, at, format.length());
                break;
            }
            out.append(format, at, percent);
            at = percent + 1;
            verb();
        }
        if (!reordered && operand < operands.size()) {
            out.append("%!(EXTRA ");
            for (int i = operand; i < operands.size(); i++) {
                out.append(i > operand ? ", " : "").append(typed(operands.get(i)));
            }
            out.append(')');
        }
    }

    private static String typed(Object value) {
        return value instanceof Absent ? "<nil>" : GoValue.type(value) + "=" + display(value);
    }

    private void verb() {
        Flags flags = new Flags();
        while (at < format.length() && flags.set(format.charAt(at))) {
            at++;
        }
        index();
        flags.width = number("WIDTH", flags);
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            index();
            flags.precision = Math.max(0, number("PREC", flags));
        }
        index();
        if (at >= format.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        int verb = format.codePointAt(at);
        at += Character.charCount(verb);
        if (verb == '%') {
            out.append('%');
        } else if (operand < 0) {
            out.append("%!").appendCodePoint(verb).append("(BADINDEX)");
        } else if (operand >= operands.size()) {
            out.append("%!").appendCodePoint(verb).append("(MISSING)");
        } else {
            out.append(write(verb, operands.get(operand++), flags));
        }
        if (out.length() > Execution.LONGEST) {
            throw Execution.tooLong();
        }
    }

    /** Reads {@code [2]}: the operand that comes next. */
    private void index() {
        Matcher index = INDEX.matcher(format).region(at, format.length());
        if (index.lookingAt()) {
            int wanted = Integer.parseInt(index.group(1));
            operand = wanted >= 1 && wanted <= operands.size() ? wanted - 1 : -1;
            reordered = true;
            at = index.end();
        }
    }

    private int number(String what, Flags flags) {
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            if (operand >= 0
                    && operand < operands.size()
                    && operands.get(operand) instanceof Long given
                    && Math.abs(given) <= WIDEST) {
                operand++;
                flags.minus |= given < 0 && what.equals("WIDTH");
                return (int) Math.abs(given);
            }
            operand++;
            out.append("%!(BAD").append(what).append(')');
            return -1;
        }
        int start = at;
        while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
            at++;
        }
        if (start == at) {
            return -1;
        }
        if (at - start > 7 || Integer.parseInt(format.substring(start, at)) > WIDEST) {
            out.append("%!(BAD").append(what).append(')');
            return -1;
        }
        return Integer.parseInt(format.substring(start, at));
    }

    private static String write(int verb, Object value, Flags flags) {
        String text = switch (value) {
            case Absent absent -> verb == 'v' ? flags.pad("<nil>", false) : null;
            case Double number -> number(verb, number, flags);
            case Long number -> integer(verb, number, flags);
            case String string -> string(verb, string, flags);
            case Boolean truth -> verb == 't' || verb == 'v' ? flags.pad(display(truth), false) : null;
            case GoMap map
            when verb != 'v' ->
                map.sorted().entrySet().stream()
                        .map(entry -> write(verb, entry.getKey(), flags) + ":" + write(verb, entry.getValue(), flags))
                        .collect(Collectors.joining(" ", "map[", "]"));
            case List<?> list
            when verb != 'v' ->
                list.stream().map(each -> write(verb, each, flags)).collect(Collectors.joining(" ", "[", "]"));
            default -> verb == 'v' || verb == 's' ? flags.pad(display(value), false) : null;
        };
        if (verb == 'T') {
            return flags.pad(GoValue.type(value), false);
        }
        return text != null ? text : "%!" + Character.toString(verb) + "(" + typed(value) + ")";
    }

    private static @Nullable String number(int verb, double number, Flags flags) {
        int precision = flags.precision < 0 ? 6 : flags.precision;
        String text = switch (verb) {
            case 'f', 'F' -> GoNumbers.fixed(number, precision);
            case 'e' -> GoNumbers.scientific(number, precision);
            case 'E' -> GoNumbers.scientific(number, precision).toUpperCase(Locale.ROOT);
            case 'g', 'v' -> flags.precision < 0 ? Texts.general(number) : GoNumbers.general(number, flags.precision);
            case 'G' ->
                (flags.precision < 0 ? Texts.general(number) : GoNumbers.general(number, flags.precision))
                        .replace('e', 'E');
            default -> null;
        };
        boolean finite = !Double.isNaN(number) && !Double.isInfinite(number);
        return text == null ? null : padNumber(flags.signed(text), flags, finite);
    }

    private static String padNumber(String text, Flags flags, boolean finite) {
        if (finite) {
            return flags.pad(text, true);
        }
        boolean zero = flags.zero;
        flags.zero = false;
        String padded = flags.pad(text, false);
        flags.zero = zero;
        return padded;
    }

    private static @Nullable String integer(int verb, long number, Flags flags) {
        String text = switch (verb) {
            case 'd', 'v' -> digits(number, 10, "", flags);
            case 'x' -> digits(number, 16, flags.sharp ? "0x" : "", flags);
            case 'X' -> digits(number, 16, flags.sharp ? "0x" : "", flags).toUpperCase(Locale.ROOT);
            case 'o' -> digits(number, 8, flags.sharp ? "0" : "", flags);
            case 'O' -> digits(number, 8, "0o", flags);
            case 'b' -> digits(number, 2, flags.sharp ? "0b" : "", flags);
            default -> null;
        };
        if (text != null) {
            return flags.precision < 0 ? flags.pad(flags.signed(text), true) : flags.pad(flags.signed(text), false);
        }
        String character = Character.isValidCodePoint((int) number) && number >= 0 && number <= Character.MAX_CODE_POINT
                ? Character.toString((int) number)
                : "\uFFFD";
        return switch (verb) {
            case 'c' -> flags.pad(character, false);
            case 'q' ->
                flags.pad(
                        "'"
                                + Texts.quote(character)
                                        .replaceAll("^\"|\"$", "")
                                        .replace("\\\"", "\"")
                                        .replace("'", "\\'")
                                + "'",
                        false);
            case 'U' -> flags.pad("U+%04X".formatted(number), false);
            default -> null;
        };
    }

    private static String digits(long number, int radix, String prefix, Flags flags) {
        String digits = Long.toString(Math.abs(number), radix);
        int zeros = Math.max(0, flags.precision - digits.length());
        return (number < 0 ? "-" : "") + prefix + "0".repeat(zeros) + digits;
    }

    private static @Nullable String string(int verb, String text, Flags flags) {
        int length = text.codePointCount(0, text.length());
        String cut = flags.precision >= 0 && flags.precision < length
                ? text.substring(0, text.offsetByCodePoints(0, flags.precision))
                : text;
        HexFormat hex = HexFormat.of();
        return switch (verb) {
            case 's' -> flags.pad(cut, false);
            case 'v' -> flags.pad(flags.sharp ? Texts.quote(cut) : cut, false);
            case 'q' -> flags.pad(flags.sharp && cut.indexOf('`') < 0 ? "`" + cut + "`" : Texts.quote(cut), false);
            case 'x' -> flags.pad(hex.formatHex(cut.getBytes(StandardCharsets.UTF_8)), false);
            case 'X' -> flags.pad(hex.withUpperCase().formatHex(cut.getBytes(StandardCharsets.UTF_8)), false);
            default -> null;
        };
    }
}
