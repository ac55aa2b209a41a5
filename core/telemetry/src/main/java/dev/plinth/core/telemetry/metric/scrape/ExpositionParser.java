// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.telemetry.metric.scrape.Exposition.Limits;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the text formats of Prometheus and OpenMetrics. */
public final class ExpositionParser {
    private static final String EOF = "# EOF";
    private static final int MAX_EXEMPLAR = 128;

    private final boolean open;
    private final long time;
    private final Limits limits;
    private final Families families = new Families();
    private final List<TimeSeries> series = new ArrayList<>();
    private final Set<Labels> seen = new HashSet<>();
    private final Set<Labels> timed = new HashSet<>();

    private ExpositionParser(ExpositionFormat format, long time, Limits limits) {
        this.open = format == ExpositionFormat.OPENMETRICS;
        this.time = time;
        this.limits = limits;
    }

    /**
     * Reads it all, or nothing.
     *
     * @param time in milliseconds, of samples that say none
     */
    public static Exposition parse(byte[] body, ExpositionFormat format, long time, Limits limits)
            throws ExpositionException {
        if (body.length > limits.bytes()) {
            throw new ExpositionException(
                    0, "it has " + body.length + " bytes (expected: at most " + limits.bytes() + ")");
        }
        ExpositionParser parser = new ExpositionParser(format, time, limits);
        parser.lines(decode(body));
        return new Exposition(parser.series, parser.timed, parser.families.metadata(format));
    }

    private static String decode(byte[] body) throws ExpositionException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(body);
        CharBuffer text = CharBuffer.allocate(body.length);
        if (decoder.decode(bytes, text, true).isError()) {
            int line = 1;
            for (int i = 0; i < bytes.position(); i++) {
                line += body[i] == '\n' ? 1 : 0;
            }
            throw new ExpositionException(line, "there are bytes that are no characters (expected: UTF-8)");
        }
        return text.flip().toString();
    }

    private void lines(String text) throws ExpositionException {
        int number = 0;
        for (int begin = 0; begin < text.length(); ) {
            int found = text.indexOf('\n', begin);
            int end = found < 0 ? text.length() : found;
            number++;
            if (open && end == begin + EOF.length() && text.startsWith(EOF, begin)) {
                if (end < text.length() - 1) {
                    throw new ExpositionException(number + 1, "there is more after # EOF (expected: nothing)");
                }
                return;
            }
            if (open && found < 0) {
                throw new ExpositionException(number, "the text ends in this line (expected: # EOF at last)");
            }
            line(new Line(text, begin, end, number, open));
            begin = end + 1;
        }
        if (open) {
            throw new ExpositionException(number, "the text ends after this line (expected: # EOF at last)");
        }
    }

    private void line(Line line) throws ExpositionException {
        line.skipBlanks();
        if (line.peek() == '#') {
            comment(line);
        } else if (!line.isAtEnd() || open) {
            sample(line);
        }
    }

    private void comment(Line line) throws ExpositionException {
        line.expect('#');
        boolean separated = line.peek() == ' ' || line.peek() == '\t';
        String what = separated && line.skipSeparator() ? line.word() : "";
        switch (what) {
            case "HELP" -> {
                String name = metricName(line);
                String help = line.skipSeparator() ? line.rest() : "";
                families.help(name, Line.unescape(help, open));
            }
            case "TYPE" -> {
                String name = metricName(line);
                if (!line.skipSeparator()) {
                    throw line.wrong("a type");
                }
                families.type(name, open ? line.rest() : line.rest().strip(), line);
            }
            default -> {
                if (open && what.equals("UNIT")) {
                    String name = metricName(line);
                    families.unit(name, line.skipSeparator() ? line.rest() : "", line);
                } else if (open) {
                    throw line.wrong(what, "HELP, TYPE, UNIT or EOF after '#'");
                }
            }
        }
    }

    private String metricName(Line line) throws ExpositionException {
        String name = "";
        if (line.skipSeparator()) {
            name = line.peek() == '"' ? line.quoted("the name of a metric") : line.name(true);
        }
        if (name.isEmpty()) {
            throw line.wrong("the name of a metric");
        }
        return name;
    }

    private void sample(Line line) throws ExpositionException {
        Map<String, String> labels = new HashMap<>();
        String name = line.name(true);
        if (name.isEmpty() && line.peek() != '{') {
            throw line.wrong("the name of a metric");
        }
        if (!name.isEmpty()) {
            labels.put(Labels.METRIC_NAME, name);
        }
        line.skipBlanks();
        if (line.peek() == '{') {
            labels(line, labels, true);
        }
        if (!labels.containsKey(Labels.METRIC_NAME)) {
            throw line.wrong("the name of a metric in the braces before");
        }
        if (labels.size() - 1 > limits.labels()) {
            throw line.wrong(labels.size() - 1 + " labels", "at most " + limits.labels());
        }
        if (!line.skipSeparator()) {
            throw line.wrong("a value");
        }
        double value = number(line, "a number");
        long at = time;
        boolean hasTime = false;
        List<Exemplar> exemplars = List.of();
        if (line.skipSeparator()) {
            if (line.peek() != '#') {
                at = timestamp(line);
                hasTime = true;
            }
            if (hasTime ? line.skipSeparator() : line.peek() == '#') {
                exemplars = exemplar(line, at);
            }
        }
        add(canonical(labels), new Point(at, value, null), exemplars, hasTime, line);
    }

    private void add(Labels labels, Point point, List<Exemplar> exemplars, boolean hasTime, Line line)
            throws ExpositionException {
        if (hasTime) {
            timed.add(labels);
        } else if (!seen.add(labels)) {
            return;
        }
        if (series.size() == limits.samples()) {
            throw line.wrong("one more sample", "at most " + limits.samples() + " of them");
        }
        series.add(new TimeSeries(labels, List.of(point), exemplars));
    }

    private Labels canonical(Map<String, String> labels) {
        String name = labels.get(Labels.METRIC_NAME);
        if (name != null && name.endsWith("_bucket")) {
            String family = name.substring(0, name.length() - "_bucket".length());
            if (families.typeOf(family) == Metadata.Type.HISTOGRAM) {
                labels.computeIfPresent(Labels.BUCKET, (label, bound) -> Numerals.canonical(bound));
            }
        } else if (families.typeOf(name) == Metadata.Type.SUMMARY) {
            labels.computeIfPresent("quantile", (label, quantile) -> Numerals.canonical(quantile));
        }
        return Labels.copyOf(labels);
    }

    /** @param withName whether a text in quotes may stand for the name of the metric */
    private void labels(Line line, Map<String, String> labels, boolean withName) throws ExpositionException {
        line.expect('{');
        line.skipBlanks();
        while (line.peek() != '}') {
            label(line, labels, withName);
            line.skipBlanks();
            if (line.peek() != '}') {
                if (line.peek() != ',') {
                    throw line.wrong("',' or '}'");
                }
                line.expect(',');
                line.skipBlanks();
            }
        }
        line.expect('}');
    }

    private static void label(Line line, Map<String, String> labels, boolean withName) throws ExpositionException {
        boolean inQuotes = line.peek() == '"';
        String name = inQuotes ? line.quoted("the name of a label") : line.name(false);
        if (name.isEmpty()) {
            throw line.wrong("the name of a label");
        }
        line.skipBlanks();
        if (inQuotes && withName && line.peek() != '=') {
            if (labels.putIfAbsent(Labels.METRIC_NAME, name) != null) {
                throw line.wrong(name, "one name of the metric, and '=' after the name of a label");
            }
            return;
        }
        line.expect('=');
        line.skipBlanks();
        String value = line.quoted("the value of the label " + name);
        if (name.equals(Labels.METRIC_NAME)) {
            throw line.wrong(name, "the name of the metric before the braces, or in quotes");
        }
        if (labels.putIfAbsent(name, value) != null) {
            throw line.wrong(name, "each label once");
        }
    }

    private static double number(Line line, String expected) throws ExpositionException {
        String word = line.word();
        Double number = Numerals.parse(word);
        if (number == null) {
            throw line.wrong(word, expected);
        }
        return number;
    }

    private long timestamp(Line line) throws ExpositionException {
        if (open) {
            double seconds = number(line, "a time in seconds");
            if (!Double.isFinite(seconds)) {
                throw line.wrong(Double.toString(seconds), "a time in seconds");
            }
            return Math.round(seconds * 1000);
        }
        String word = line.word();
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw line.wrong(word, "a time in whole milliseconds");
        }
    }

    /** One with more than fits is left out. */
    private List<Exemplar> exemplar(Line line, long sampled) throws ExpositionException {
        if (!open) {
            throw line.wrong("the end of the line");
        }
        line.expect('#');
        if (!line.skipSeparator() || line.peek() != '{') {
            throw line.wrong("' {' and the labels of an exemplar");
        }
        Map<String, String> labels = new HashMap<>();
        labels(line, labels, false);
        if (!line.skipSeparator()) {
            throw line.wrong("the value of the exemplar");
        }
        double value = number(line, "a number");
        long at = line.skipSeparator() ? timestamp(line) : sampled;
        if (!line.isAtEnd()) {
            throw line.wrong("the end of the line");
        }
        int characters = labels.entrySet().stream()
                .mapToInt(each -> each.getKey().codePointCount(0, each.getKey().length())
                        + each.getValue().codePointCount(0, each.getValue().length()))
                .sum();
        return characters > MAX_EXEMPLAR ? List.of() : List.of(new Exemplar(Labels.copyOf(labels), at, value));
    }
}
