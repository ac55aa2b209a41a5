// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.GoValue.Absent;
import dev.plinth.alerting.template.GoValue.GoMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is asked of lists, maps and texts as a whole. Texts are counted in bytes of UTF-8, as in Go. */
final class Collections {
    private Collections() {}

    static long length(Arguments arguments) {
        Object of = arguments.value(0);
        return switch (of) {
            case String text -> bytes(text).length;
            case List<?> list -> list.size();
            case GoMap map -> map.entries().size();
            case Absent absent -> throw new TemplateProblem("len of nil pointer");
            default -> throw new TemplateProblem("len of type " + GoValue.type(of));
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code index x 1 2} is x[1][2]. */
    static Object index(Arguments arguments) {
        Object value = arguments.value(0);
        for (Object index : arguments.from(1)) {
            value = index(value, index);
        }
        return value;
    }

    private static Object index(Object of, Object index) {
        return switch (of) {
            case GoMap map -> {
                if (!(index instanceof String key)) {
                    throw new TemplateProblem("value has type " + GoValue.type(index) + "; should be string");
                }
                yield map.get(key);
            }
            case List<?> list -> list.get(place(index, list.size()));
            case String text -> (long) (bytes(text)[place(index, bytes(text).length)] & 0xff);
            case Absent absent -> throw new TemplateProblem("index of untyped nil");
            default -> throw new TemplateProblem("can't index item of type " + GoValue.type(of));
        };
    }

    private static int place(Object index, int size) {
        if (!(index instanceof Long place)) {
            throw new TemplateProblem("cannot index slice/array with type " + GoValue.type(index));
        }
        if (place < 0 || place >= size) {
            throw new TemplateProblem("index out of range: " + place);
        }
        return place.intValue();
    }

    /** {@code slice x 1 2} is x[1:2]. */
    static Object slice(Arguments arguments) {
        Object of = arguments.value(0);
        int size = of instanceof String text ? bytes(text).length : of instanceof List<?> list ? list.size() : -1;
        if (size < 0) {
            throw new TemplateProblem("can't slice item of type " + GoValue.type(of));
        }
        int from = arguments.size() > 1 ? place(arguments.value(1), size + 1) : 0;
        int to = arguments.size() > 2 ? place(arguments.value(2), size + 1) : size;
        if (from > to) {
            throw new TemplateProblem("invalid slice index: " + from + " > " + to);
        }
        return of instanceof String text
                ? new String(Arrays.copyOfRange(bytes(text), from, to), StandardCharsets.UTF_8)
                : ((List<?>) of).subList(from, to);
    }

    /** The elements of a list with a text between them, which comes first. */
    static String join(Arguments arguments) {
        if (!(arguments.value(1) instanceof List<?> list)) {
            throw new TemplateProblem("wrong type for value; expected a list; got " + GoValue.type(arguments.value(1)));
        }
        return list.stream().map(GoFormat::display).collect(Collectors.joining(arguments.text(0)));
    }
}
