// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.GoValue.Absent;
import dev.plinth.alerting.template.GoValue.Struct;
import dev.plinth.promql.parser.Literals;
import java.time.Duration;
import java.util.List;

/** What a function was given, as the types it wants. */
record Arguments(List<Object> all, TemplateContext context) {
    int size() {
        return all.size();
    }

    Object value(int index) {
        return all.get(index);
    }

    List<Object> from(int index) {
        return all.subList(index, all.size());
    }

    String text(int index) {
        Object value = all.get(index);
        if (value instanceof String text) {
            return text;
        }
        throw wrong(value, "string", value instanceof Absent ? "" : " (printf \"%v\" makes a text of it)");
    }

    /** A number, or a text that is one. */
    double number(int index) {
        Object value = all.get(index);
        return switch (value) {
            case Double number -> number;
            case Long number -> number;
            case Duration duration -> duration.toNanos() / 1e9;
            case String text -> {
                try {
                    yield Literals.number(text);
                } catch (IllegalArgumentException e) {
                    throw new TemplateProblem(String.valueOf(e.getMessage()));
                }
            }
            default -> throw new TemplateProblem("can't convert " + GoValue.type(value) + " to float");
        };
    }

    List<?> vector(int index) {
        if (all.get(index) instanceof List<?> vector) {
            return vector;
        }
        throw wrong(all.get(index), "template.queryResult", " (query \"…\" gives one)");
    }

    Struct sample(int index) {
        if (all.get(index) instanceof Struct sample && Functions.isSample(sample)) {
            return sample;
        }
        throw wrong(all.get(index), "*template.sample", " (first or range give one)");
    }

    private static TemplateProblem wrong(Object value, String expected, String hint) {
        return new TemplateProblem(
                value instanceof Absent
                        ? "invalid value; expected " + expected
                        : "wrong type for value; expected " + expected + "; got " + GoValue.type(value) + hint);
    }
}
