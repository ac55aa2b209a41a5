// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

/** A path in which a star stands for anything, also for nothing. It takes at most as long as both are long, multiplied. */
record PathGlob(String pattern) {
    boolean matches(String path) {
        int p = 0;
        int star = -1;
        int tried = 0;
        int i = 0;
        while (i < path.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                tried = i;
            } else if (p < pattern.length() && pattern.charAt(p) == path.charAt(i)) {
                p++;
                i++;
            } else if (star >= 0) {
                // the star takes one more
                p = star + 1;
                i = ++tried;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
