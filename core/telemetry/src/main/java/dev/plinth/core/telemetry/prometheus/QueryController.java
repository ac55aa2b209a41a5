// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.metric.MetricStore.Reading;
import dev.plinth.core.telemetry.prometheus.Queries.Query;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.parser.PrettyPrinter;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Evaluates queries, and says how they are understood. */
@Hidden
@RestController
@RequestMapping(
        path = "/prometheus/api/v1",
        method = {RequestMethod.GET, RequestMethod.POST})
class QueryController {
    private static final long MAX_POINTS = 11_000;

    private final Queries queries;
    private final PassThrough passThrough;
    private final Answers answers;
    private final MetricRights rights;
    private final Clock clock;

    QueryController(Queries queries, PassThrough passThrough, Answers answers, MetricRights rights, Clock clock) {
        this.queries = queries;
        this.passThrough = passThrough;
        this.answers = answers;
        this.rights = rights;
        this.clock = clock;
    }

    @RequestMapping("/query")
    void query(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            Reading reading = queries.open(caller);
            Parameters parameters = new Parameters(request);
            int limit = parameters.limit();
            long time = parameters.time("time", clock.millis());
            Query query = queries.query(parameters);
            if (passThrough.isRight(query.expr(), caller)) {
                return passThrough.ask("query", request);
            }
            return answer(reading, queries.instant(reading, query, time), parameters, limit);
        });
    }

    @RequestMapping("/query_range")
    void queryRange(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            Reading reading = queries.open(caller);
            Parameters parameters = new Parameters(request);
            int limit = parameters.limit();
            long start = parameters.time("start");
            long end = parameters.time("end");
            if (end < start) {
                throw ApiException.invalid("end", "end timestamp must not be before start time");
            }
            long step = parameters.duration("step");
            if (step <= 0) {
                throw ApiException.invalid(
                        "step",
                        "zero or negative query resolution step widths are not accepted. Try a positive integer");
            }
            if ((end - start) / step > MAX_POINTS) {
                throw ApiException.badData("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing"
                        + " the query resolution (?step=XX)");
            }
            Query query = queries.query(parameters);
            if (passThrough.isRight(query.expr(), caller)) {
                return passThrough.ask("query_range", request);
            }
            return answer(reading, queries.range(reading, query, start, end, step), parameters, limit);
        });
    }

    private static Answer answer(Reading reading, QueryResult result, Parameters parameters, int limit) {
        QueryResult.Value value = result.value();
        return Answer.of(
                        json -> new ResultWriter(json).write(value, limit),
                        reading.missing(),
                        ResultWriter.isMore(value, limit))
                .with(result.annotations(), parameters.text("query"));
    }

    @RequestMapping("/format_query")
    void formatQuery(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            rights.readable(caller);
            return Answer.of(PrettyPrinter.print(Queries.parse(new Parameters(request))));
        });
    }

    @RequestMapping("/parse_query")
    void parseQuery(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            rights.readable(caller);
            return Answer.of(SyntaxTree.of(Queries.parse(new Parameters(request))));
        });
    }
}
