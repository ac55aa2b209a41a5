// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.metric.MetricStore.Reading;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.parser.Expr;
import dev.plinth.timeseries.Exemplar;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonGenerator;

/** Observations of the series that a query speaks of, which lead to traces. */
@Hidden
@RestController
class ExemplarController {
    private final Queries queries;
    private final Answers answers;

    ExemplarController(Queries queries, Answers answers) {
        this.queries = queries;
        this.answers = answers;
    }

    @RequestMapping(
            path = "/prometheus/api/v1/query_exemplars",
            method = {RequestMethod.GET, RequestMethod.POST})
    void queryExemplars(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            Reading reading = queries.open(caller);
            Parameters parameters = new Parameters(request);
            long start = parameters.time("start", Parameters.EARLIEST);
            long end = parameters.time("end", Parameters.LATEST);
            if (end < start) {
                throw ApiException.badData("end timestamp must not be before start timestamp");
            }
            Set<List<Matcher>> selectors = new LinkedHashSet<>();
            collect(Queries.parse(parameters), selectors);
            Map<Labels, List<Exemplar>> found = new TreeMap<>();
            for (List<Matcher> matchers : selectors) {
                reading.exemplars(matchers, start, end).forEach((labels, exemplars) -> {
                    List<Exemplar> within = exemplars.stream()
                            .filter(exemplar -> exemplar.time() >= start && exemplar.time() <= end)
                            .toList();
                    if (!within.isEmpty()) {
                        found.put(labels, within);
                    }
                });
            }
            return Answer.of(json -> write(json, found), reading.missing(), false);
        });
    }

    private static void collect(Expr expr, Set<List<Matcher>> selectors) {
        if (expr instanceof Expr.VectorSelector selector) {
            selectors.add(selector.matchers());
        }
        expr.children().forEach(child -> collect(child, selectors));
    }

    private static void write(JsonGenerator json, Map<Labels, List<Exemplar>> found) {
        ResultWriter writer = new ResultWriter(json);
        json.writeStartArray();
        found.forEach((labels, exemplars) -> {
            json.writeStartObject();
            json.writeName("seriesLabels");
            writer.labels(labels);
            json.writeArrayPropertyStart("exemplars");
            for (Exemplar exemplar : exemplars) {
                json.writeStartObject();
                json.writeName("labels");
                writer.labels(exemplar.labels());
                json.writeStringProperty("value", Numbers.value(exemplar.value()));
                json.writeName("timestamp");
                json.writeNumber(Numbers.time(exemplar.time()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        json.writeEndArray();
    }
}
