// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

import java.math.BigDecimal;

/** How numbers and strings are written in PromQL, in labels and in messages. */
public final class Texts {
    private static final int FIRST_EXPONENT = 6;

    private Texts() {}

    /** The shortest decimal that reads back as this number, never with an exponent: {@code 0.1}, {@code 100000000}, {@code +Inf}. */
    public static String plain(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        if (number == 0) {
            return 1 / number > 0 ? "0" : "-0";
        }
        long whole = (long) number;
        if (whole == number && Math.abs(number) < 1e15) {
            return Long.toString(whole);
        }
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        return decimal.toPlainString();
    }

    /** The shortest form, with an exponent when the number is very large or small: {@code 1e+06}, {@code 0.25}. */
    public static String general(double number) {
        if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) {
            return plain(number);
        }
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        if (exponent >= -4 && exponent < FIRST_EXPONENT) {
            return decimal.toPlainString();
        }
        StringBuilder text = new StringBuilder(number < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        if (Math.abs(exponent) < 10) {
            text.append('0');
        }
        return text.append(Math.abs(exponent)).toString();
    }

    /** The text as a double-quoted string literal. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> escape(quoted, c, '"'));
        return quoted.append('"').toString();
    }

    /** A character as messages of the parser show it: in single quotes; -1 is the end of the text. */
    public static String quote(int codePoint) {
        StringBuilder quoted = new StringBuilder("'");
        escape(quoted, codePoint < 0 ? 0xFFFD : codePoint, '\'');
        return quoted.append('\'').toString();
    }

    private static void escape(StringBuilder to, int c, char quote) {
        switch (c) {
            case '\\' -> to.append("\\\\");
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            case '\f' -> to.append("\\f");
            case '\b' -> to.append("\\b");
            case 7 -> to.append("\\a");
            case 11 -> to.append("\\v");
            default -> {
                if (c == quote) {
                    to.append('\\').append(quote);
                } else if (c < ' ' || c == 0x7f) {
                    to.append("\\x%02x".formatted(c));
                } else if (isPrintable(c)) {
                    to.appendCodePoint(c);
                } else {
                    to.append((c > 0xFFFF ? "\\U%08x" : "\\u%04x").formatted(c));
                }
            }
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    /** Whether this is a name of a label that needs no quotes. */
    public static boolean isPlainLabelName(String name) {
        return isPlain(name, false);
    }

    /** Whether this is a name of a metric that needs no quotes. */
    public static boolean isPlainMetricName(String name) {
        return isPlain(name, true);
    }

    private static boolean isPlain(String name, boolean colons) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (colons && c == ':');
            if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
