// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

/** A pattern in which {@code *} stands for any characters, and everything else for itself. */
public record Glob(String pattern) {
    /** Takes time in proportion to the product of both lengths at most. */
    public boolean matches(String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int taken = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                taken = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++taken;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Whether all that the other matches, this matches too; may say no where the answer is yes. */
    boolean covers(Glob other) {
        return pattern.equals("*")
                || pattern.equals(other.pattern)
                || (!other.pattern.contains("*") && matches(other.pattern));
    }
}
