// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Queries as dashboards and people ask them, and the same answers wherever they are asked. */
final class MetricQueries {
    private static final double CLOSE = 1e-6;

    /** Published in docs/benchmarks.md, too. */
    static final List<Query> ALL = List.of(
            instant("sum by (job) (rate(http_requests_total[5m]))"),
            instant("topk(10, sum by (instance, path) (rate(http_requests_total[5m])))"),
            instant("histogram_quantile(0.99, sum by (le, path) (rate(http_request_duration_seconds_bucket[5m])))"),
            instant("queue_seconds"),
            instant("sum by (job) (increase(http_requests_total{status=\"500\"}[1d]))"),
            instant("avg_over_time(queue_seconds{job=\"shop-1\"}[6h])"),
            range(24, 0, 60, "sum by (job) (rate(http_requests_total[5m]))"),
            range(24, 0, 60, "avg by (job) (queue_seconds)"),
            range(24, 0, 60, "up"),
            range(24, 0, 60, "sum by (instance) (rate(http_requests_total{job=\"shop-2\",status=\"500\"}[5m]))"
                    + " / sum by (instance) (rate(http_requests_total{job=\"shop-2\"}[5m]))"),
            range(24, 0, 300, "max_over_time(queue_seconds{queue=\"3\"}[1h])"),
            range(6, 12, 30, "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))"),
            range(1, 0, 15, "rate(http_requests_total{instance=\"10.0.0.2:8080\"}[1m])"));

    /**
     * One of them.
     *
     * @param hours 0 for that of one time
     * @param hoursBefore the end of what is there
     */
    record Query(String text, int hours, int hoursBefore, int stepSeconds) {
        /** @param most hours that are there */
        private String path(long end, int most) {
            String query = URLEncoder.encode(text, StandardCharsets.UTF_8);
            long to = end / 1_000 - Math.min(hoursBefore, most / 2) * 3_600L;
            return hours == 0
                    ? "/query?query=%s&time=%d".formatted(query, to)
                    : "/query_range?query=%s&start=%d&end=%d&step=%d"
                            .formatted(query, to - Math.min(hours, most) * 3_600L, to, stepSeconds);
        }

        String about() {
            return hours == 0
                    ? text
                    : "%s; %d h%s, %d s".formatted(text, hours, hoursBefore == 0 ? "" : " until %d h before".formatted(hoursBefore), stepSeconds);
        }
    }

    private static Query instant(String text) {
        return new Query(text, 0, 0, 0);
    }

    private static Query range(int hours, int hoursBefore, int stepSeconds, String text) {
        return new Query(text, hours, hoursBefore, stepSeconds);
    }

    /** An answer, as text, and how long it took to the last byte. */
    record Answer(String text, double millis) {}

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = new JsonMapper();
    private final long end;
    private final int most;

    /**
     * Queries of some time.
     *
     * @param end in milliseconds
     * @param most hours that are there before
     */
    MetricQueries(long end, int most) {
        this.end = end;
        this.most = most;
    }

    /** Where to ask. */
    record Server(String url, String authorization) {}

    Answer ask(Server server, Query query) throws IOException, InterruptedException {
        return ask(server, query, end);
    }

    private Answer ask(Server server, Query query, long end) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + query.path(end, most)));
        if (!server.authorization().isEmpty()) {
            request.header("Authorization", server.authorization());
        }
        long begin = System.nanoTime();
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        double millis = (System.nanoTime() - begin) / 1e6;
        if (answer.statusCode() != 200) {
            throw new IOException(query.about() + " is answered with " + answer.statusCode() + " " + answer.body());
        }
        return new Answer(answer.body(), millis);
    }

    /**
     * How many samples there are, all series together; 0 when an answer has warnings.
     *
     * @param to in milliseconds
     */
    long count(Server server, String source, long to) throws IOException, InterruptedException {
        long samples = 0;
        for (String name : MetricSeries.NAMES) {
            Query all = instant("sum(count_over_time(%s{source=\"%s\"}[%dh]))".formatted(name, source, most + 1));
            JsonNode answer = json.readTree(ask(server, all, to).text());
            JsonNode result = answer.path("data").path("result");
            if (answer.has("warnings") || result.isEmpty()) {
                return 0;
            }
            samples += Long.parseLong(result.path(0).path("value").path(1).asString());
        }
        return samples;
    }

    /**
     * Compares what two have answered.
     *
     * @return how many series it is
     * @throws IllegalStateException when it is not the same
     */
    int same(Query query, Answer ours, Answer theirs) {
        Map<String, JsonNode> here = series(ours);
        Map<String, JsonNode> there = series(theirs);
        if (!here.keySet().equals(there.keySet())) {
            throw new IllegalStateException("%s has %d series of %s here, and %d of %s there"
                    .formatted(query.about(), here.size(), first(here), there.size(), first(there)));
        }
        here.forEach((labels, row) -> {
            JsonNode other = there.get(labels);
            if (query.hours() == 0) {
                same(query, labels, row.path("value"), other.path("value"));
                return;
            }
            if (row.path("values").size() != other.path("values").size()) {
                throw new IllegalStateException("%s: %s has %d values here and %d there"
                        .formatted(query.about(), labels, row.path("values").size(), other.path("values").size()));
            }
            for (int i = 0; i < row.path("values").size(); i++) {
                same(query, labels, row.path("values").path(i), other.path("values").path(i));
            }
        });
        return here.size();
    }

    private static String first(Map<String, JsonNode> series) {
        return series.keySet().stream().findFirst().orElse("none");
    }

    private static void same(Query query, String labels, JsonNode ours, JsonNode theirs) {
        double here = Double.parseDouble(ours.path(1).asString().replace("Inf", "Infinity"));
        double there = Double.parseDouble(theirs.path(1).asString().replace("Inf", "Infinity"));
        boolean close = Double.compare(here, there) == 0 || Math.abs(here - there) <= CLOSE * Math.abs(there);
        if (!close || ours.path(0).asDouble() != theirs.path(0).asDouble()) {
            throw new IllegalStateException("%s: %s is %s here and %s there".formatted(query.about(), labels, ours, theirs));
        }
    }

    private Map<String, JsonNode> series(Answer answer) {
        Map<String, JsonNode> series = new TreeMap<>();
        for (JsonNode row : json.readTree(answer.text()).path("data").path("result")) {
            Map<String, String> labels = new TreeMap<>();
            row.path("metric").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
            series.put(labels.toString(), row);
        }
        return series;
    }
}
