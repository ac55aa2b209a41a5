// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.differential;

import dev.plinth.promql.QueryResult;
import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Texts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a query gave, in a form that can be compared.
 *
 * @param error why it gave nothing, or an empty text
 * @param series the values of each series at their times
 */
record Answer(String error, Map<Labels, Map<Long, Double>> series) {
    private static final double TOLERANCE = 1e-9;

    static Answer failed(String error) {
        return new Answer(error, Map.of());
    }

    static Answer of(QueryResult.Value value) {
        Map<Labels, Map<Long, Double>> series = new TreeMap<>();
        switch (value) {
            case QueryResult.Scalar scalar -> put(series, Labels.EMPTY, scalar.time(), scalar.value());
            case QueryResult.Text text -> put(series, Labels.of("text", text.value()), text.time(), 0);
            case QueryResult.Vector vector ->
                vector.samples().forEach(sample -> put(series, sample.labels(), sample.time(), sample.value()));
            case QueryResult.Matrix matrix ->
                matrix.rows().forEach(row -> {
                    Samples samples = row.samples();
                    for (int i = 0; i < samples.size(); i++) {
                        put(series, row.labels(), samples.times()[i], samples.values()[i]);
                    }
                });
        }
        return new Answer("", series);
    }

    /** The answer of the HTTP API of Prometheus. */
    @SuppressWarnings("unchecked")
    static Answer ofJson(String json) {
        Map<String, Object> body = (Map<String, Object>) Json.parse(json);
        if (!"success".equals(body.get("status"))) {
            return failed(String.valueOf(body.get("error")));
        }
        Map<String, Object> data = (Map<String, Object>) body.getOrDefault("data", Map.of());
        List<Object> result = (List<Object>) data.getOrDefault("result", List.of());
        Map<Labels, Map<Long, Double>> series = new TreeMap<>();
        if ("scalar".equals(data.get("resultType"))) {
            point(series, Labels.EMPTY, result);
            return new Answer("", series);
        }
        for (Object entry : result) {
            Map<String, Object> row = (Map<String, Object>) entry;
            Labels labels = Labels.copyOf((Map<String, String>) (Map<String, ?>) row.getOrDefault("metric", Map.of()));
            Object value = row.get("value");
            List<Object> points = value == null ? (List<Object>) row.getOrDefault("values", List.of()) : List.of(value);
            points.forEach(point -> point(series, labels, (List<Object>) point));
        }
        return new Answer("", series);
    }

    private static void point(Map<Labels, Map<Long, Double>> series, Labels labels, List<Object> point) {
        String value = ((String) point.get(1)).replace("Inf", "Infinity");
        put(series, labels, Math.round((Double) point.get(0) * 1000), Double.parseDouble(value));
    }

    private static void put(Map<Labels, Map<Long, Double>> series, Labels labels, long time, double value) {
        series.computeIfAbsent(labels, key -> new TreeMap<>()).put(time, value);
    }

    /** What differs from the other answer, or an empty text. */
    String difference(Answer other) {
        if (!error.isEmpty() || !other.error.isEmpty()) {
            return error.isEmpty() == other.error.isEmpty()
                    ? ""
                    : "error \"" + error + "\" and \"" + other.error + "\"";
        }
        if (!series.keySet().equals(other.series.keySet())) {
            return "series " + series.keySet() + " and " + other.series.keySet();
        }
        for (Map.Entry<Labels, Map<Long, Double>> entry : series.entrySet()) {
            Map<Long, Double> theirs = other.series.getOrDefault(entry.getKey(), Map.of());
            if (!entry.getValue().keySet().equals(theirs.keySet())) {
                return entry.getKey() + " at " + entry.getValue().keySet() + " and at " + theirs.keySet();
            }
            for (Map.Entry<Long, Double> point : entry.getValue().entrySet()) {
                double own = point.getValue();
                double their = theirs.getOrDefault(point.getKey(), Double.NaN);
                if (!isAlmost(own, their)) {
                    return entry.getKey() + " at " + point.getKey() + ": " + Texts.plain(own) + " and "
                            + Texts.plain(their);
                }
            }
        }
        return "";
    }

    private static boolean isAlmost(double a, double b) {
        return a == b
                || (Double.isNaN(a) && Double.isNaN(b))
                || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }
}
