// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the core takes to evaluate many alert rules every 15 seconds, while the samples that they look at come in at the same rate. */
final class AlertBenchmark {
    private static final int STEP_SECONDS = MetricSeries.STEP_MILLIS / 1_000;
    private static final int HISTORY_STEPS = 40;
    private static final int FORMS = 4;
    private static final int PATHS = 5;
    private static final int TIMED_PATHS = 3;
    /** No rate is above this. */
    private static final int NEVER = 1_000_000;

    private final TelemetryBenchmark given;
    private final int series;
    private final int groups;
    private final int rulesPerGroup;
    private final Cpu core;
    private final Cpu engines;
    private final String authorization;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = new JsonMapper();

    AlertBenchmark(TelemetryBenchmark given) throws IOException {
        this.given = given;
        series = given.number("series");
        groups = given.number("groups");
        rulesPerGroup = given.number("rulesPerGroup");
        core = new Cpu(given.text("corePids"));
        engines = new Cpu(given.text("enginePids"));
        authorization = "Bearer " + Files.readString(Path.of(given.text("localToken"))).strip();
    }

    void run() throws Exception {
        Token token = new Token(given);
        MetricStream stream =
                new MetricStream(series, "live", System.currentTimeMillis() - HISTORY_STEPS * (long) MetricSeries.STEP_MILLIS, MetricSeries.STEP_MILLIS);
        try (MetricWriter writer = new MetricWriter(given.number("ingestPort"), token::bearer, stream)) {
            writer.write((long) HISTORY_STEPS * MetricStream.GROUPS, 0);
            Thread sending = Thread.ofPlatform().daemon().start(() -> send(writer));
            pause("warmSeconds");
            double idle = measure("idleSeconds", "Without rules");
            apply();
            pause("warmSeconds");
            double before = evaluations();
            long begin = System.nanoTime();
            double busy = measure("seconds", "With %d rules".formatted(groups * rulesPerGroup));
            // what the core measures of itself is there a little later
            Thread.sleep(Duration.ofSeconds(STEP_SECONDS));
            double evaluated = evaluations() - before;
            double wanted = TelemetryBenchmark.seconds(begin, System.nanoTime()) / STEP_SECONDS * groups;
            if (!sending.isAlive()) {
                throw new IllegalStateException("samples came in no more");
            }
            TelemetryBenchmark.result("alerts.cores_10k_rules", busy, "cores", 2);
            TelemetryBenchmark.result("alerts.cores_without_rules", idle, "cores", 2);
            TelemetryBenchmark.result("alerts.evaluated_ratio", evaluated / wanted, "ratio", 3);
            look();
        }
    }

    private static void send(MetricWriter writer) {
        try {
            writer.write(Long.MAX_VALUE, MetricStream.GROUPS / (double) STEP_SECONDS);
        } catch (IOException | InterruptedException e) {
            System.out.println("No more samples are sent: " + e);
        }
    }

    private void pause(String setting) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(given.number(setting)));
    }

    /** Cores that the core takes. */
    private double measure(String setting, String what) throws IOException, InterruptedException {
        Map<String, Double> before = core.seconds();
        Map<String, Double> others = engines.seconds();
        long begin = System.nanoTime();
        pause(setting);
        double passed = TelemetryBenchmark.seconds(begin, System.nanoTime());
        double cores = Cpu.sum(core.since(before)) / passed;
        System.out.printf("%s the core takes %.3f cores; seconds of CPU in %.0f s: %s, %s%n",
                what, cores, passed, Cpu.rounded(core.since(before)), Cpu.rounded(engines.since(others)));
        return cores;
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(given.number("corePort"), path)))
                .header("Authorization", authorization);
    }

    private String ask(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + " is answered with " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** Evaluations of groups since the core began, as it says. */
    private double evaluations() throws IOException, InterruptedException {
        String query = URLEncoder.encode("sum(plinth_alerts_evaluation_seconds_count)", StandardCharsets.UTF_8);
        JsonNode answer = json.readTree(ask(to("/prometheus/api/v1/query?query=" + query).build()));
        return Double.parseDouble(answer.at("/data/result/0/value/1").asString());
    }

    private void apply() throws IOException, InterruptedException {
        for (int group = 0; group < groups; group++) {
            StringBuilder document = new StringBuilder("""
                    kind: AlertRules
                    env: prod
                    name: bench-%d
                    spec:
                      intervalSeconds: %d
                      rules:
                    """.formatted(group, STEP_SECONDS));
            for (int i = 0; i < rulesPerGroup; i++) {
                int number = group * rulesPerGroup + i;
                document.append("    - {alert: Rule%d, for: 1m, expr: '%s', annotations: {summary: \"{{ $labels.instance }} is at {{ $value | humanize }}\"}}%n"
                        .formatted(number, expression(number)));
            }
            ask(to("/api/v1/apply").header("Content-Type", "application/yaml").POST(BodyPublishers.ofString(document.toString())).build());
        }
    }

    /** One in a hundred of the rates is above its threshold, for all that it looks at. */
    private String expression(int number) {
        int nth = number / FORMS;
        String job = "shop-" + nth % MetricSeries.JOBS;
        int path = nth / MetricSeries.JOBS % PATHS;
        return switch (number % FORMS) {
            case 0 -> "rate(http_requests_total{job=\"%s\",path=\"/p%d\",status=\"500\"}[5m]) > %d"
                    .formatted(job, path, nth % 100 == 0 ? 0 : NEVER + nth);
            case 1 -> "sum by (instance) (rate(http_requests_total{job=\"%1$s\",path=\"/p%2$d\",status=\"500\"}[5m])) / sum by (instance) (rate(http_requests_total{job=\"%1$s\",path=\"/p%2$d\"}[5m])) > %3$d"
                    .formatted(job, path, 1 + nth);
            case 2 -> "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job=\"%s\",path=\"/p%d\"}[5m]))) > %d"
                    .formatted(job, path % TIMED_PATHS, NEVER + nth);
            default -> "absent(up{instance=\"%s\"})".formatted(instance(nth % (series / MetricSeries.PER_INSTANCE)));
        };
    }

    private static String instance(int number) {
        return "10.0.%d.%d:8080".formatted(number / 250, number % 250 + 1);
    }

    /** That all rules were evaluated lately, and how long a group took. */
    private void look() throws IOException, InterruptedException {
        JsonNode all = json.readTree(ask(to("/prometheus/api/v1/rules?type=alert").build())).at("/data/groups");
        List<Double> millis = new ArrayList<>();
        int rules = 0;
        int firing = 0;
        Instant now = Instant.now();
        for (JsonNode group : all) {
            if (group.path("name").asString().startsWith("bench-")) {
                millis.add(group.path("evaluationTime").asDouble() * 1e3);
                Duration ago = Duration.between(Instant.parse(group.path("lastEvaluation").asString()), now);
                if (ago.toSeconds() > 2 * STEP_SECONDS) {
                    throw new IllegalStateException("%s was last evaluated %s ago".formatted(group.path("name"), ago));
                }
                for (JsonNode rule : group.path("rules")) {
                    if (!rule.path("health").asString().equals("ok")) {
                        throw new IllegalStateException("a rule failed: " + rule);
                    }
                    rules++;
                    firing += rule.path("alerts").size();
                }
            }
        }
        if (rules != groups * rulesPerGroup) {
            throw new IllegalStateException("%d rules (expected: %d)".formatted(rules, groups * rulesPerGroup));
        }
        TelemetryBenchmark.result("alerts.group_ms", TelemetryBenchmark.median(millis.stream().mapToDouble(Double::doubleValue).toArray()), "ms", 1);
        TelemetryBenchmark.result("alerts.firing", firing, "alerts", 0);
    }
}
