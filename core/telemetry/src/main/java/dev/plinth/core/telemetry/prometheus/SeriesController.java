// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.metric.MetricStore.Reading;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Texts;
import dev.plinth.timeseries.Metadata;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** What series there are, and what is known of them. */
@Hidden
@RestController
@RequestMapping("/prometheus/api/v1")
class SeriesController {
    private final Queries queries;
    private final Answers answers;

    SeriesController(Queries queries, Answers answers) {
        this.queries = queries;
        this.answers = answers;
    }

    /** What is asked for: series that one of the selectors matches, or all. */
    private record Asked(List<List<Matcher>> selectors, long start, long end, int limit) {
        static Asked of(Parameters parameters) {
            int limit = parameters.limit();
            long start = parameters.time("start", Parameters.EARLIEST);
            long end = parameters.time("end", Parameters.LATEST);
            return new Asked(parameters.matchers(), start, end, limit);
        }

        List<List<Matcher>> selectorsOrAll() {
            return selectors.isEmpty() ? List.of(List.of()) : selectors;
        }
    }

    @RequestMapping(
            path = "/series",
            method = {RequestMethod.GET, RequestMethod.POST})
    void series(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            Reading reading = queries.open(caller);
            Parameters parameters = new Parameters(request);
            if (parameters.all("match[]").isEmpty()) {
                throw ApiException.badData("no match[] parameter provided");
            }
            Asked asked = Asked.of(parameters);
            Set<Labels> found = new TreeSet<>();
            for (List<Matcher> matchers : asked.selectors()) {
                found.addAll(reading.series(matchers, asked.start(), asked.end()));
            }
            List<Labels> some = first(found, asked.limit());
            return Answer.of(
                    json -> {
                        ResultWriter writer = new ResultWriter(json);
                        json.writeStartArray();
                        some.forEach(writer::labels);
                        json.writeEndArray();
                    },
                    reading.missing(),
                    some.size() < found.size());
        });
    }

    @RequestMapping(
            path = "/labels",
            method = {RequestMethod.GET, RequestMethod.POST})
    void labels(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            Reading reading = queries.open(caller);
            Asked asked = Asked.of(new Parameters(request));
            SortedSet<String> names = new TreeSet<>();
            for (List<Matcher> matchers : asked.selectorsOrAll()) {
                names.addAll(reading.labelNames(matchers, asked.start(), asked.end()));
            }
            return texts(names, asked.limit(), reading);
        });
    }

    @GetMapping("/label/{name}/values")
    void labelValues(
            @PathVariable("name") String name,
            HttpServletRequest request,
            HttpServletResponse response,
            Principal caller)
            throws IOException {
        answers.write(response, () -> {
            Reading reading = queries.open(caller);
            String label = EscapedName.decode(name);
            if (!Labels.isName(label)) {
                throw ApiException.badData("invalid label name: " + Texts.quote(label));
            }
            Asked asked = Asked.of(new Parameters(request));
            SortedSet<String> values = new TreeSet<>();
            for (List<Matcher> matchers : asked.selectorsOrAll()) {
                values.addAll(reading.labelValues(label, matchers, asked.start(), asked.end()));
            }
            return texts(values, asked.limit(), reading);
        });
    }

    private static Answer texts(Collection<String> texts, int limit, Reading reading) {
        List<String> some = first(texts, limit);
        return Answer.of(
                json -> {
                    json.writeStartArray();
                    some.forEach(json::writeString);
                    json.writeEndArray();
                },
                reading.missing(),
                some.size() < texts.size());
    }

    private static <T> List<T> first(Collection<T> all, int limit) {
        return all.stream().limit(limit).toList();
    }

    @GetMapping("/metadata")
    void metadata(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            Reading reading = queries.open(caller);
            Parameters parameters = new Parameters(request);
            int limit = parameters.count("limit");
            int each = parameters.count("limit_per_metric");
            String metric = parameters.text("metric");
            Map<String, List<Map<String, String>>> found = new LinkedHashMap<>();
            for (Map.Entry<String, Set<Metadata>> family : new TreeMap<>(reading.metadata()).entrySet()) {
                if (found.size() < limit && (metric.isEmpty() || metric.equals(family.getKey()))) {
                    found.put(
                            family.getKey(),
                            family.getValue().stream()
                                    .limit(each == 0 ? Integer.MAX_VALUE : each)
                                    .map(SeriesController::about)
                                    .toList());
                }
            }
            return Answer.of(json -> json.writePOJO(found), reading.missing(), false);
        });
    }

    private static Map<String, String> about(Metadata metadata) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("type", metadata.type().text());
        about.put("help", metadata.help());
        about.put("unit", metadata.unit());
        return about;
    }
}
