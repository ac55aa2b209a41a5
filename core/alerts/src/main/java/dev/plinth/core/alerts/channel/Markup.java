// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

/** In which way a text is written, and how what is put into it means just itself there. */
enum Markup {
    /** Nothing is special. */
    PLAIN {
        @Override
        String escaped(String text) {
            return text;
        }
    },
    /**
     * Markdown of chats. They do not say how to escape, and differ in it; so what would begin something there is written with a letter that looks like it. An
     * address that stands in a text stays one: all can see where it leads.
     */
    MARKDOWN {
        @Override
        String escaped(String text) {
            StringBuilder out = new StringBuilder(text.length());
            boolean lineBegins = true;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                int at = ANYWHERE.indexOf(c);
                int first = lineBegins ? AT_THE_BEGINNING.indexOf(c) : -1;
                if (at >= 0) {
                    out.append(ANYWHERE_INSTEAD.charAt(at));
                } else if (first >= 0) {
                    out.append(BEGINNING_INSTEAD.charAt(first));
                } else if (c != '\r') {
                    out.append(c);
                }
                lineBegins = c == '\n' || (lineBegins && (c == ' ' || c == '\t'));
            }
            return out.toString();
        }
    },
    /** That of Slack, which says how to escape. */
    MRKDWN {
        @Override
        String escaped(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }
    },
    /** HTML, also in attributes in double quotes. */
    HTML {
        @Override
        String escaped(String text) {
            return MRKDWN.escaped(text)
                    .replace("\"", "&#34;")
                    .replace("'", "&#39;")
                    .replace('\0', '\ufffd');
        }
    };

    private static final String ANYWHERE = "<>[]`*";
    private static final String ANYWHERE_INSTEAD = "\uff1c\uff1e\uff3b\uff3d\u02cb\uff0a";
    private static final String AT_THE_BEGINNING = "#-+=";
    private static final String BEGINNING_INSTEAD = "\uff03\uff0d\uff0b\uff1d";

    abstract String escaped(String text);
}
