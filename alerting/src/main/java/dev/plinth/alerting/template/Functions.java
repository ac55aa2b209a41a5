// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.GoValue.GoMap;
import dev.plinth.alerting.template.GoValue.Struct;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.parser.Durations;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that templates know: those of Go, and those that Prometheus adds. */
final class Functions {
    private static final int ANY = -1;
    private static final String SAMPLE = "template.sample";
    private static final Map<String, Definition> ALL = new HashMap<>();

    private Functions() {}

    /** What a function does; how many arguments it takes at least and at most. */
    private record Definition(int least, int most, Body body) {}

    private interface Body {
        Object call(Arguments arguments);
    }

    private static void define(String name, int least, int most, Body body) {
        ALL.put(name, new Definition(least, most, body));
    }

    private static void define(String name, int arguments, Body body) {
        define(name, arguments, arguments, body);
    }

    static {
        // these two are evaluated where their arguments are, because they do not want all of them
        define("and", 1, ANY, arguments -> arguments.value(0));
        define("or", 1, ANY, arguments -> arguments.value(0));
        define("not", 1, arguments -> !GoValue.isTrue(arguments.value(0)));
        define("eq", 2, ANY, Comparisons::isAnyEqual);
        define("ne", 2, arguments -> !Comparisons.areEqual(arguments.value(0), arguments.value(1)));
        define("lt", 2, arguments -> Comparisons.compare(arguments) < 0);
        define("le", 2, arguments -> Comparisons.compare(arguments) <= 0);
        define("gt", 2, arguments -> Comparisons.isGreater(arguments, false));
        define("ge", 2, arguments -> Comparisons.isGreater(arguments, true));
        define("len", 1, Collections::length);
        define("index", 1, ANY, Collections::index);
        define("slice", 1, 4, Collections::slice);
        define("print", 0, ANY, arguments -> GoFormat.print(arguments.all()));
        define("println", 0, ANY, arguments -> GoFormat.printLine(arguments.all()));
        define("printf", 1, ANY, arguments -> GoFormat.print(arguments.text(0), arguments.from(1)));
        define("html", 0, ANY, arguments -> Escapes.html(GoFormat.print(arguments.all())));
        define("urlquery", 0, ANY, arguments -> Escapes.query(GoFormat.print(arguments.all())));

        define("query", 1, arguments -> query(arguments.text(0), arguments.context()));
        define("first", 1, arguments -> {
            List<?> vector = arguments.vector(0);
            if (vector.isEmpty()) {
                throw new TemplateProblem("first() called on vector with no elements");
            }
            return vector.getFirst();
        });
        define("value", 1, arguments -> field(arguments.sample(0), "Value"));
        define("label", 2, arguments -> label(arguments.sample(1), arguments.text(0)));
        define("strvalue", 1, arguments -> label(arguments.sample(0), "__value__"));
        define("sortByLabel", 2, arguments -> sort(arguments.text(0), arguments.vector(1)));
        define("args", 0, ANY, Functions::named);
        define("safeHtml", 1, arguments -> arguments.text(0));
        define("match", 2, arguments -> RegularExpressions.matches(arguments.text(0), arguments.text(1)));
        define(
                "reReplaceAll",
                3,
                arguments -> RegularExpressions.replaceAll(arguments.text(0), arguments.text(1), arguments.text(2)));
        define("title", 1, arguments -> Escapes.title(arguments.text(0)));
        define("toUpper", 1, arguments -> Escapes.each(arguments.text(0), Character::toUpperCase));
        define("toLower", 1, arguments -> Escapes.each(arguments.text(0), Character::toLowerCase));
        define("join", 2, Collections::join);
        define("graphLink", 1, arguments -> Escapes.link(arguments.text(0), 0));
        define("tableLink", 1, arguments -> Escapes.link(arguments.text(0), 1));
        define("stripPort", 1, arguments -> HostPort.withoutPort(arguments.text(0)));
        define("stripDomain", 1, arguments -> HostPort.withoutDomain(arguments.text(0)));
        define("humanize", 1, arguments -> Humanize.decimal(arguments.number(0)));
        define("humanize1024", 1, arguments -> Humanize.binary(arguments.number(0)));
        define("humanizeDuration", 1, arguments -> Humanize.duration(arguments.number(0)));
        define("humanizePercentage", 1, arguments -> Humanize.percentage(arguments.number(0)));
        define("humanizeTimestamp", 1, arguments -> Humanize.timestamp(arguments.number(0)));
        define("toTime", 1, arguments -> Humanize.time(arguments.number(0)));
        define("toDuration", 1, arguments -> Duration.ofNanos((long) (arguments.number(0) * 1e9)));
        define("parseDuration", 1, arguments -> seconds(arguments.text(0)));
        define("now", 0, arguments -> arguments.context().time() / 1000.0);
        define("externalURL", 0, arguments -> arguments.context().externalUrl());
        define("pathPrefix", 0, arguments -> path(arguments.context().externalUrl()));
    }

    static boolean isDefined(String name) {
        return ALL.containsKey(name);
    }

    static Object call(String name, List<Object> arguments, TemplateContext context) {
        Definition function = ALL.get(name);
        if (function == null) {
            throw new TemplateProblem("not defined");
        }
        int given = arguments.size();
        if (given < function.least || (function.most != ANY && given > function.most)) {
            String wanted = function.most == function.least ? "" : "at least ";
            throw new TemplateProblem("wrong number of args: want " + wanted + function.least + " got " + given);
        }
        return function.body.call(new Arguments(arguments, context));
    }

    static boolean isSample(Object value) {
        return value instanceof Struct struct && struct.type().equals(SAMPLE);
    }

    private static List<Object> query(String query, TemplateContext context) {
        try {
            List<Object> vector = new ArrayList<>();
            for (Sample sample : context.query().query(query)) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("Labels", GoMap.ofTexts(sample.labels().asMap()));
                fields.put("Value", sample.value());
                vector.add(new Struct(SAMPLE, fields));
            }
            return vector;
        } catch (RuntimeException e) {
            throw new TemplateProblem(String.valueOf(e.getMessage()));
        }
    }

    private static Object field(Struct sample, String name) {
        Object value = sample.fields().get(name);
        return value == null ? GoValue.Absent.VALUE : value;
    }

    private static String label(Struct sample, String name) {
        return field(sample, "Labels") instanceof GoMap labels
                ? labels.get(name).toString()
                : "";
    }

    private static List<?> sort(String label, List<?> vector) {
        return vector.stream()
                .sorted(Comparator.comparing(sample -> sample instanceof Struct struct ? label(struct, label) : ""))
                .toList();
    }

    private static GoMap named(Arguments arguments) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            named.put("arg" + i, arguments.value(i));
        }
        GoMap map = GoMap.of(named);
        if (map.weight() > Execution.LONGEST) {
            throw Execution.tooLong();
        }
        return map;
    }

    private static double seconds(String duration) {
        try {
            return Durations.parse(duration) / 1000.0;
        } catch (IllegalArgumentException e) {
            throw new TemplateProblem(String.valueOf(e.getMessage()) + " (expected: as 1h30m)");
        }
    }

    private static String path(String url) {
        String path = URI.create(url).getRawPath();
        return path == null ? "" : path;
    }
}
