// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.alerting.template.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The templates that come along. */
final class Shipped {
    static final Template TITLE = read("title");
    private static final Template PLAIN = read("plain");
    private static final Template MARKDOWN = read("markdown");
    private static final Template MRKDWN = read("mrkdwn");
    private static final Template HTML = read("html");

    private Shipped() {}

    static Template text(Markup markup) {
        return switch (markup) {
            case PLAIN -> PLAIN;
            case MARKDOWN -> MARKDOWN;
            case MRKDWN -> MRKDWN;
            case HTML -> HTML;
        };
    }

    private static Template read(String name) {
        try (InputStream in = Shipped.class.getResourceAsStream(name + ".tmpl")) {
            if (in == null) {
                throw new IllegalStateException("there is no " + name + ".tmpl");
            }
            return Template.parseMessage(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
