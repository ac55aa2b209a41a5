// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Pairs as {@code level=info msg="it works" took=12ms}. */
final class Logfmt {
    /** No part of it can give back what another could take, and a name begins at one place only: a text is gone through once. */
    private static final Pattern PAIR = Pattern.compile(
            "(?<![A-Za-z0-9_.@/-])([A-Za-z_@][A-Za-z0-9_.@/-]*+)=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s\"]*+))(?=\\s|$)");

    private Logfmt() {}

    static void read(LogRecord.Builder record) {
        String body = Steps.body(record);
        if (body == null) {
            return;
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        Matcher pairs = PAIR.matcher(body);
        while (pairs.find()) {
            String quoted = pairs.group(2);
            fields.put(pairs.group(1), quoted == null ? pairs.group(3) : unescaped(quoted));
        }
        if (!fields.isEmpty()) {
            LogFields.of(fields).into(record);
        }
    }

    private static String unescaped(String quoted) {
        if (quoted.indexOf('\\') < 0) {
            return quoted;
        }
        StringBuilder text = new StringBuilder(quoted.length());
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c == '\\' && i + 1 < quoted.length()) {
                char next = quoted.charAt(++i);
                text.append(next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
