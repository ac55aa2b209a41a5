// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Keeps the trace of a request in a row, and goes on with it when the row is worked on, perhaps by another copy of the service. */
@Component
class Tracing {
    private static final String HEADER = "traceparent";

    private final Tracer tracer;
    private final Propagator propagator;

    Tracing(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    /** Empty when nothing is traced. */
    String traceId() {
        Span span = tracer.currentSpan();
        return span == null ? "" : span.context().traceId();
    }

    /** The current span as W3C trace context; empty when nothing is traced. */
    String traceParent() {
        Span span = tracer.currentSpan();
        if (span == null) {
            return "";
        }
        Map<String, String> headers = new ConcurrentHashMap<>();
        propagator.inject(
                span.context(),
                headers,
                (carrier, name, value) -> Objects.requireNonNull(carrier).put(name, value));
        return headers.getOrDefault(HEADER, "");
    }

    /** Does it in a span of its own below the one that was kept. */
    <T> T continued(String traceParent, String name, Supplier<T> work) {
        Span span = propagator
                .extract(traceParent, (kept, header) -> header.equals(HEADER) && !kept.isEmpty() ? kept : null)
                .name(name)
                .start();
        try (Tracer.SpanInScope _ = tracer.withSpan(span)) {
            return work.get();
        } catch (RuntimeException e) {
            span.error(e);
            throw e;
        } finally {
            span.end();
        }
    }
}
