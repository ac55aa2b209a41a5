// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/** Texts for places where not all characters mean themselves. */
final class Escapes {
    private Escapes() {}

    static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("'", "&#39;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace('\0', '\uFFFD');
    }

    static String query(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** Where an expression is shown, as graph (0) or table (1). */
    static String link(String expression, int tab) {
        return "/graph?g0.expr=" + query(expression) + "&g0.tab=" + tab;
    }

    /** With each character changed by itself. */
    static String each(String text, IntUnaryOperator change) {
        return text.codePoints()
                .map(change)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** With a capital at the beginning of each word. */
    static String title(String text) {
        StringBuilder title = new StringBuilder(text.length());
        int before = ' ';
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            title.appendCodePoint(isSeparator(before) ? Character.toTitleCase(c) : c);
            before = c;
            i += Character.charCount(c);
        }
        return title.toString();
    }

    private static boolean isSeparator(int c) {
        if (Character.isLetterOrDigit(c) || c == '_') {
            return false;
        }
        return c < 0x80 || Character.isWhitespace(c);
    }
}
