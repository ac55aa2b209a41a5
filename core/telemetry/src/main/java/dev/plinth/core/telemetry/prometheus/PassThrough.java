// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.metric.counted.CountedSeries;
import dev.plinth.core.telemetry.metric.remote.RemotePrometheus;
import dev.plinth.promql.parser.Expr;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Hands queries on to a store of yours as they are, where that is right: the caller may read all metrics, and what is asked for is there. All others are
 * evaluated here, over samples that are read from the store.
 */
@Component
class PassThrough {
    private final RemotePrometheus remote;
    private final MetricRights rights;
    private final String[] counted;

    PassThrough(RemotePrometheus remote, MetricRights rights, List<CountedSeries> counted) {
        this.remote = remote;
        this.rights = rights;
        this.counted = counted.stream()
                .flatMap(each -> each.names().stream())
                .distinct()
                .toArray(String[]::new);
    }

    boolean isRight(Expr expr, Principal caller) {
        return remote.isUsed() && rights.readsAll(caller) && !asksForOwn(expr);
    }

    private boolean asksForOwn(Expr expr) {
        return switch (expr) {
            case Expr.VectorSelector selector -> CountedSeries.anyOf(selector.matchers(), counted);
            case Expr.MatrixSelector matrix ->
                CountedSeries.anyOf(matrix.selector().matchers(), counted);
            default -> expr.children().stream().anyMatch(this::asksForOwn);
        };
    }

    /** @param path as {@code query_range} */
    Answer ask(String path, HttpServletRequest request) {
        String form = request.getParameterMap().entrySet().stream()
                .flatMap(each ->
                        Arrays.stream(each.getValue()).map(value -> encoded(each.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
        return Answer.handedOn(remote.ask(path, form));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
