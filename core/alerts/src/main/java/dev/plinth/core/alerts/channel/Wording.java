// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.alerting.template.Template;
import dev.plinth.alerting.template.TemplateContext;
import dev.plinth.alerting.template.TemplateException;
import dev.plinth.alerting.template.TemplateFields;
import dev.plinth.alerting.template.TemplateQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a channel says of a message. A template of its own that fails is replaced by that which comes along, and the text says so: no message is lost by it. */
final class Wording {
    static final String TEST = "This is only a test of the channel. Nothing has happened.";

    private static final String TEST_TITLE = "[TEST] ";
    private static final int TITLE = 250;
    private static final int MOST_ALERTS = 100;

    private final AlertChannelSpec spec;
    private final AlertMessage message;
    private final TemplateContext context;
    private final List<String> notes = new ArrayList<>();
    private final String title;

    Wording(AlertChannelSpec spec, AlertMessage message, Instant now) {
        this.spec = spec;
        this.message = bounded(message);
        this.context = new TemplateContext(now.toEpochMilli(), message.externalUrl(), TemplateQuery.NONE);
        String own = own("title", spec.title(), fields(), UnaryOperator.identity());
        String text = own == null ? shipped(Shipped.TITLE, fields(), UnaryOperator.identity()) : own;
        this.title = (message.test() ? TEST_TITLE : "") + Cut.characters(oneLine(text), TITLE);
    }

    /** More nobody reads, and a template would not come to its end. */
    private static AlertMessage bounded(AlertMessage message) {
        int more = message.alerts().size() - MOST_ALERTS;
        return more <= 0
                ? message
                : new AlertMessage(
                        message.id(),
                        message.env(),
                        message.receiver(),
                        message.groupKey(),
                        message.groupLabels(),
                        message.commonLabels(),
                        message.commonAnnotations(),
                        message.alerts().subList(0, MOST_ALERTS),
                        message.truncatedAlerts() + more,
                        message.externalUrl(),
                        message.test());
    }

    private TemplateFields fields() {
        return new MessageFields(UnaryOperator.identity()).of(message);
    }

    /** Without anything that could end a line or a header. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
    }

    /** One line, which escapes nothing. */
    String title() {
        return title;
    }

    /** All that is to be said, in a markup of a chat or none. */
    String text(Markup markup) {
        TemplateFields fields = fields().text("Title", title);
        String own = own("text", spec.text(), fields, markup::escaped);
        String text = own == null ? shipped(Shipped.text(markup), fields, markup::escaped) : own;
        return (message.test() ? TEST + "\n\n" : "") + text.strip() + noted(markup);
    }

    /** A whole page. A template of its own is of plain text, and is shown as such. */
    String page() {
        TemplateFields fields = fields().text("Title", title);
        String own = own("text", spec.text(), fields, UnaryOperator.identity());
        return shipped(
                Shipped.text(Markup.HTML),
                fields.text("Own", own == null ? "" : own.strip())
                        .text("TestNote", message.test() ? TEST : "")
                        .texts("Notes", notes.stream().distinct().toList()),
                Markup.HTML::escaped);
    }

    /** It fails only for texts of a million characters. */
    private String shipped(Template template, TemplateFields fields, UnaryOperator<String> escape) {
        try {
            return template.expand(fields, context, escape);
        } catch (TemplateException e) {
            return escape.apply("Alerts of %s in %s, too long to be shown: %s"
                    .formatted(message.receiver(), message.env(), message.externalUrl()));
        }
    }

    /** Null when there is none, or it fails. */
    private @Nullable String own(
            String name, @Nullable String template, TemplateFields fields, UnaryOperator<String> escape) {
        if (template == null) {
            return null;
        }
        try {
            String text = Template.parseMessage(name, template).expand(fields, context, escape);
            if (!text.isBlank()) {
                return text;
            }
            notes.add("The template " + name + " of this channel gave nothing, so the usual one was taken.");
        } catch (TemplateException e) {
            notes.add("The template %s of this channel failed, so the usual one was taken: %s"
                    .formatted(name, e.getMessage()));
        }
        return null;
    }

    private String noted(Markup markup) {
        StringBuilder text = new StringBuilder();
        notes.stream().distinct().forEach(note -> text.append("\n\n").append(markup.escaped(note)));
        return text.toString();
    }
}
