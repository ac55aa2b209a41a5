// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.promql.model.Texts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as Go's verbs write them. They are rounded from their exact value, half to even. */
final class GoNumbers {
    private GoNumbers() {}

    /** {@code %f}. */
    static String fixed(double number, int precision) {
        if (isSpecial(number)) {
            return Texts.plain(number);
        }
        return sign(number)
                + new BigDecimal(Math.abs(number))
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    /** {@code %e}. */
    static String scientific(double number, int precision) {
        if (isSpecial(number)) {
            return Texts.plain(number);
        }
        BigDecimal rounded =
                new BigDecimal(Math.abs(number)).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        return sign(number) + exponential(rounded, precision);
    }

    /** {@code %g} with so many digits, without zeros at the end. */
    static String general(double number, int precision) {
        if (isSpecial(number) || number == 0) {
            return Texts.plain(number);
        }
        int digits = Math.max(precision, 1);
        BigDecimal rounded = new BigDecimal(Math.abs(number))
                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        int exponent = rounded.precision() - 1 - rounded.scale();
        if (exponent < -4 || exponent >= digits) {
            return sign(number) + exponential(rounded, rounded.precision() - 1);
        }
        return sign(number) + rounded.toPlainString();
    }

    private static String exponential(BigDecimal number, int precision) {
        String digits = number.unscaledValue().toString();
        int exponent = number.signum() == 0 ? 0 : digits.length() - 1 - number.scale();
        String padded = digits + "0".repeat(Math.max(0, precision + 1 - digits.length()));
        return padded.charAt(0)
                + (precision > 0 ? "." + padded.substring(1, precision + 1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static boolean isSpecial(double number) {
        return Double.isNaN(number) || Double.isInfinite(number);
    }

    private static String sign(double number) {
        return Double.doubleToRawLongBits(number) < 0 ? "-" : "";
    }
}
