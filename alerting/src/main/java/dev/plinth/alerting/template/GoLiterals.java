// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.promql.parser.Literals;
import dev.plinth.promql.parser.ParseException;
import java.math.BigInteger;

/** Constants as Go writes them. */
final class GoLiterals {
    private GoLiterals() {}

    /** A Long, or a Double when it is written with a point or an exponent. */
    static Object number(String text, int offset) {
        try {
            String bare = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
            boolean hexadecimal = bare.startsWith("0x") || bare.startsWith("0X");
            if (!hexadecimal && bare.matches(".*[.eE].*")) {
                return Literals.number(text);
            }
            if (hexadecimal && bare.matches(".*[.pP].*")) {
                return Literals.number(text);
            }
            return integer(bare, text.startsWith("-"));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new TemplateProblem(offset, "bad number syntax: \"" + text + "\"");
        }
    }

    private static long integer(String text, boolean negative) {
        String digits = text.replaceFirst("^0[xXoObB]", "").replace("_", "");
        int radix = 10;
        if (text.length() > 1 && text.charAt(0) == '0') {
            radix = switch (Character.toLowerCase(text.charAt(1))) {
                case 'x' -> 16;
                case 'b' -> 2;
                default -> 8;
            };
        }
        BigInteger value = new BigInteger(digits, radix);
        return (negative ? value.negate() : value).longValueExact();
    }

    static String string(String literal, int offset) {
        try {
            return literal.startsWith("`") ? literal.substring(1, literal.length() - 1) : Literals.string(literal);
        } catch (ParseException e) {
            throw new TemplateProblem(offset, "invalid syntax in string " + literal);
        }
    }

    static long character(String literal, int offset) {
        String value = literal.equals("'\"'") ? "\"" : string(literal, offset);
        if (value.codePointCount(0, value.length()) != 1) {
            throw new TemplateProblem(offset, "malformed character constant: " + literal);
        }
        return value.codePointAt(0);
    }
}
