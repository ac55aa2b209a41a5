// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.metric.SpanMetrics;
import dev.plinth.core.telemetry.metric.remote.RemotePrometheus;
import dev.plinth.promql.parser.Expr;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    PassThrough(RemotePrometheus remote, MetricRights rights) {
        this.remote = remote;
        this.rights = rights;
    }

    boolean isRight(Expr expr, Principal caller) {
        return remote.isUsed() && rights.readsAll(caller) && !asksForOwn(expr);
    }

    private static boolean asksForOwn(Expr expr) {
        return switch (expr) {
            case Expr.VectorSelector selector -> SpanMetrics.mayMatch(selector.matchers());
            case Expr.MatrixSelector matrix ->
                SpanMetrics.mayMatch(matrix.selector().matchers());
            default -> expr.children().stream().anyMatch(PassThrough::asksForOwn);
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
