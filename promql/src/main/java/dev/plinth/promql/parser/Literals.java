// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.model.Texts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers and strings as they are written in queries. */
public final class Literals {
    private static final Pattern DECIMAL = Pattern.compile(
            "[0-9][0-9_]*+|(?:[0-9]++(?:[.][0-9]*+)?|[.][0-9]++)(?:e[+-]?[0-9]++)?|0x[0-9a-f]*+[.]?[0-9a-f]*+p[+-]?[0-9]++");
    private static final Pattern OCTAL = Pattern.compile("0[0-7_]++");

    private Literals() {}

    /**
     * A number: decimal, hexadecimal, octal with a leading zero, with underscores between digits of integers, Inf or NaN.
     *
     * @throws IllegalArgumentException when it is none, or too large
     */
    public static double number(String text) {
        String bare = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
        double sign = text.startsWith("-") ? -1 : 1;
        String lower = bare.toLowerCase(Locale.ROOT);
        if (lower.equals("inf") || lower.equals("infinity")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (lower.equals("nan")) {
            return Double.NaN;
        }
        try {
            if (lower.startsWith("0x") && lower.indexOf('p') < 0) {
                return sign * Long.parseLong(digits(lower.substring(2), text), 16);
            }
            if (OCTAL.matcher(lower).matches()) {
                return sign * Long.parseLong(digits(lower.substring(1), text), 8);
            }
            if (!DECIMAL.matcher(lower).matches()) {
                throw new NumberFormatException();
            }
            double value = Double.parseDouble(lower.contains("_") ? digits(lower, text) : lower);
            if (Double.isInfinite(value)) {
                throw new IllegalArgumentException(
                        "strconv.ParseFloat: parsing " + Texts.quote(text) + ": value out of range");
            }
            return sign * value;
        } catch (NumberFormatException e) {
            throw invalid(text);
        }
    }

    private static String digits(String number, String text) {
        if (number.contains("__")
                || number.endsWith("_")
                || !number.replace("_", "").matches("[0-9a-f]+")) {
            throw invalid(text);
        }
        return number.replace("_", "");
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("strconv.ParseFloat: parsing " + Texts.quote(text) + ": invalid syntax");
    }

    /**
     * A string, in quotes.
     *
     * @throws ParseException when it is none
     */
    public static String string(String literal) {
        Tokens tokens = new Tokens(literal);
        String string = unquote(tokens.expect(TokenType.STRING).text());
        tokens.expect(TokenType.END_OF_INPUT);
        return string;
    }

    /** What a string literal stands for; its escapes have been checked. */
    static String unquote(String literal) {
        String body = literal.substring(1, literal.length() - 1);
        if (literal.charAt(0) == '`' || body.indexOf('\\') < 0) {
            return body;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < body.length()) {
            int c = body.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\\') {
                i = escape(body, i, bytes);
            } else {
                put(bytes, c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int escape(String body, int at, ByteArrayOutputStream bytes) {
        char c = body.charAt(at);
        int next = at + 1;
        switch (c) {
            case 'a' -> bytes.write(7);
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'v' -> bytes.write(11);
            case 'x' -> {
                bytes.write(Integer.parseInt(body, next, next + 2, 16));
                return next + 2;
            }
            case 'u', 'U' -> {
                int end = next + (c == 'u' ? 4 : 8);
                put(bytes, Integer.parseInt(body, next, end, 16));
                return end;
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                bytes.write(Integer.parseInt(body, at, at + 3, 8));
                return at + 3;
            }
            default -> bytes.write(c);
        }
        return next;
    }

    private static void put(ByteArrayOutputStream bytes, int c) {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    }
}
