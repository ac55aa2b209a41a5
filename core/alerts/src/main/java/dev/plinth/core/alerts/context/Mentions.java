// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import java.util.function.IntPredicate;

/** Whether texts mention a name. */
final class Mentions {
    private Mentions() {}

    /** As a whole word: {@code shop.payments.url} mentions payments, {@code payments-v2} does not. */
    static boolean inText(String text, String name) {
        return isIn(text, name, character -> isLetterOrDigit(character) || character == '-' || character == '_');
    }

    /** As a part of another name: {@code shop-payments} mentions payments, {@code repayments} does not. */
    static boolean inName(String text, String name) {
        return isIn(text, name, Mentions::isLetterOrDigit);
    }

    private static boolean isIn(String text, String name, IntPredicate ofWord) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            if ((at == 0 || !ofWord.test(text.charAt(at - 1)))
                    && (end == text.length() || !ofWord.test(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLetterOrDigit(int character) {
        return Character.isLetterOrDigit(character);
    }
}
