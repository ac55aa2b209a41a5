// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import java.math.BigInteger;

/** Sorts texts with the numbers in them by their size: node2 before node10. */
final class NaturalOrder {
    private NaturalOrder() {}

    static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            String partA = part(a, i);
            String partB = part(b, j);
            int compared = isDigit(partA.charAt(0)) && isDigit(partB.charAt(0))
                    ? new BigInteger(partA).compareTo(new BigInteger(partB))
                    : partA.compareTo(partB);
            if (compared != 0) {
                return compared;
            }
            i += partA.length();
            j += partB.length();
        }
        int rest = Integer.compare(a.length() - i, b.length() - j);
        return rest != 0 ? rest : a.compareTo(b);
    }

    /** The digits, or what are none, from here on. */
    private static String part(String text, int begin) {
        boolean digits = isDigit(text.charAt(begin));
        int end = begin + 1;
        while (end < text.length() && isDigit(text.charAt(end)) == digits) {
            end++;
        }
        return text.substring(begin, end);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
