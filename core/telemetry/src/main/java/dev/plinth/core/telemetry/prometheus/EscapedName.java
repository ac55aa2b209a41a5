// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

/** Names of labels in paths, where any Unicode is written as letters, digits and underscores: {@code U__http_2e_status}. */
final class EscapedName {
    private static final String PREFIX = "U__";
    private static final int MAX_DIGITS = 6;

    private EscapedName() {}

    /** What the name stands for; the name itself when it is not escaped, or not properly. */
    static String decode(String name) {
        if (!name.startsWith(PREFIX)) {
            return name;
        }
        StringBuilder decoded = new StringBuilder();
        int at = PREFIX.length();
        while (at < name.length()) {
            char c = name.charAt(at++);
            if (c != '_') {
                decoded.append(c);
                continue;
            }
            if (at < name.length() && name.charAt(at) == '_') {
                decoded.append('_');
                at++;
                continue;
            }
            int end = name.indexOf('_', at);
            if (end <= at || end - at > MAX_DIGITS) {
                return name;
            }
            try {
                decoded.appendCodePoint(Integer.parseInt(name, at, end, 16));
            } catch (IllegalArgumentException e) {
                return name;
            }
            at = end + 1;
        }
        return decoded.toString();
    }
}
