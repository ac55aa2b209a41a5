// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

/** A pattern in which {@code *} stands for any characters, and everything else for itself. */
record Glob(String pattern) {
    boolean matches(String text) {
        return matches(0, text, 0);
    }

    private boolean matches(int at, String text, int from) {
        int p = at;
        int t = from;
        while (p < pattern.length()) {
            if (pattern.charAt(p) == '*') {
                for (int rest = t; rest <= text.length(); rest++) {
                    if (matches(p + 1, text, rest)) {
                        return true;
                    }
                }
                return false;
            }
            if (t == text.length() || pattern.charAt(p) != text.charAt(t)) {
                return false;
            }
            p++;
            t++;
        }
        return t == text.length();
    }

    /** Whether all that the other matches, this matches too; may say no where the answer is yes. */
    boolean covers(Glob other) {
        return pattern.equals("*")
                || pattern.equals(other.pattern)
                || (!other.pattern.contains("*") && matches(other.pattern));
    }
}
