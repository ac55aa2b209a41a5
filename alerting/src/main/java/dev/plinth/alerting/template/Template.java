// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A text of an alert that says what is particular of each one: {@code {{ $labels.instance }} is down}. */
public final class Template {
    private final String name;
    private final String text;
    private final List<Node> body;
    private final Map<String, List<Node>> defined;

    private Template(String name, String text, Parser.Parsed parsed) {
        this.name = name;
        this.text = text;
        this.body = parsed.body();
        this.defined = parsed.defined();
    }

    /**
     * Reads a template.
     *
     * @param name for messages
     * @throws TemplateException when it is none: the syntax is wrong, or a function or variable is not known
     */
    public static Template parse(String name, String text) {
        try {
            return new Template(name, text, Parser.parse(text, TemplateData.VARIABLES));
        } catch (TemplateProblem problem) {
            throw problem.in(text, name, "parsing");
        }
    }

    /**
     * Reads a template of a message, which knows its dot and no other variable.
     *
     * @param name for messages
     * @throws TemplateException when it is none
     */
    public static Template parseMessage(String name, String text) {
        try {
            return new Template(name, text, Parser.parse(text, TemplateFields.VARIABLES));
        } catch (TemplateProblem problem) {
            throw problem.in(text, name, "parsing");
        }
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** @throws TemplateException when it fails for what it is given, takes too many steps, or gives too much text */
    public String expand(TemplateData data, TemplateContext context) {
        try {
            return new Execution(context, defined, UnaryOperator.identity()).run(body, data);
        } catch (TemplateProblem problem) {
            throw problem.in(text, name, "executing");
        }
    }

    /**
     * The same for a message.
     *
     * @param escape what is done to all that is put in, so that it means itself where it stands; the text of the template is left as it is
     */
    public String expand(TemplateFields data, TemplateContext context, UnaryOperator<String> escape) {
        try {
            return new Execution(context, defined, escape).run(body, data);
        } catch (TemplateProblem problem) {
            throw problem.in(text, name, "executing");
        }
    }

    /** What the template gives, or {@code <error expanding template: …>}: an alert with a bad text is better than none. */
    public String expandOrExplain(TemplateData data, TemplateContext context) {
        try {
            return expand(data, context);
        } catch (TemplateException e) {
            return explanation(e);
        }
    }

    /** What stands in an alert where its template fails. */
    public static String explanation(TemplateException e) {
        return "<error expanding template: " + e.getMessage() + ">";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Template template && name.equals(template.name) && text.equals(template.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
