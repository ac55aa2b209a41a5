// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.alerting.template.Template;
import dev.plinth.alerting.template.TemplateContext;
import dev.plinth.alerting.template.TemplateData;
import dev.plinth.alerting.template.TemplateException;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.QueryResult.Scalar;
import dev.plinth.promql.QueryResult.Vector;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.script.InMemorySource;
import dev.plinth.promql.script.SeriesNotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A template in an alert, with what it must give. */
final class TemplateFiles {
    private static final List<String> SERIES = List.of(
            "x{instance=\"web-1.example.org:9090\", job=\"shop\", q=\"a\\\"b<c>&'d\"} 1234.5678",
            "y{job=\"b\", n=\"2\"} 2",
            "y{job=\"a\", n=\"1\"} 0.000012345",
            "y{job=\"c\", n=\"10\"} 86399.5");
    private static final Map<String, String> EXTERNAL = Map.of("region", "eu", "site", "x y");
    private static final String URL = "https://plinth.example.org/prom";

    private TemplateFiles() {}

    static String expand(String template) {
        InMemorySource source = new InMemorySource();
        SERIES.forEach(series -> source.add(SeriesNotation.parse(series), 0, 60_000));
        Engine engine = new Engine(EngineOptions.DEFAULT);
        TemplateContext context = new TemplateContext(
                0, URL, query -> samples(engine.instant(source, query, 0).value()));
        TemplateData data = new TemplateData(
                SeriesNotation.parse(SERIES.getFirst()).labels().asMap(), EXTERNAL, URL, 1234.5678, null);
        try {
            return Template.parse("__alert_A", template).expandOrExplain(data, context);
        } catch (TemplateException e) {
            return Template.explanation(e);
        }
    }

    private static List<Sample> samples(QueryResult.Value value) {
        return switch (value) {
            case Vector vector -> vector.samples();
            case Scalar scalar -> List.of(new Sample(Labels.EMPTY, 0, scalar.value(), null));
            default -> throw new IllegalArgumentException("no vector");
        };
    }

    static Path write(Path directory, int number, String template, String text) throws IOException {
        Files.writeString(directory.resolve("rules" + number + ".yml"), """
                groups:
                - name: g
                  rules:
                  - alert: A
                    expr: x
                    annotations: {text: %s}
                """.formatted(Texts.quote(template)));
        StringBuilder series = new StringBuilder();
        for (String each : SERIES) {
            SeriesNotation notation = SeriesNotation.parse(each);
            int end = each.lastIndexOf(' ');
            series.append("  - {series: %s, values: %s}\n"
                    .formatted(Texts.quote(each.substring(0, end)), Texts.quote(each.substring(end + 1))));
            if (notation.items().size() != 1) {
                throw new IllegalArgumentException(each);
            }
        }
        return Files.writeString(directory.resolve("test" + number + ".yml"), """
                rule_files: [rules%d.yml]
                tests:
                - interval: 1m
                  external_url: %s
                  external_labels: {region: eu, site: x y}
                  input_series:
                %s  alert_rule_test:
                  - alertname: A
                    eval_time: 0
                    exp_alerts:
                    - exp_labels: {instance: "web-1.example.org:9090", job: shop, q: %s}
                      exp_annotations: {text: %s}
                """.formatted(
                        number, URL, series, Texts.quote("a\"b<c>&'d"), Texts.quote(text)));
    }
}
