// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import dev.plinth.agent.host.Metric.Point;
import dev.plinth.logs.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes OTLP's {@code ExportMetricsServiceRequest} in protobuf. All that is counted is cumulative. */
final class MetricsRequest {
    private static final int CUMULATIVE = 2;

    private MetricsRequest() {}

    /** @param time of all points, in milliseconds since 1970 */
    static byte[] encode(Map<String, String> resource, List<Metric> metrics, long time) {
        // no scope, as its name would be one more label of every series
        ProtobufWriter scopeMetrics = new ProtobufWriter(16_384);
        metrics.forEach(metric -> scopeMetrics.message(2, metric(metric, time)));
        ProtobufWriter resourceMetrics = new ProtobufWriter(16_384);
        ProtobufWriter attributes = new ProtobufWriter(256);
        resource.forEach((name, value) -> attributes.message(1, attribute(name, value)));
        resourceMetrics.message(1, attributes);
        resourceMetrics.message(2, scopeMetrics);
        ProtobufWriter request = new ProtobufWriter(resourceMetrics.size() + 16);
        request.message(1, resourceMetrics);
        return request.toByteArray();
    }

    private static ProtobufWriter metric(Metric metric, long time) {
        ProtobufWriter written = new ProtobufWriter(1_024);
        text(written, 1, metric.name());
        text(written, 3, metric.unit());
        ProtobufWriter data = new ProtobufWriter(1_024);
        metric.points().forEach(point -> data.message(1, point(point, time)));
        switch (metric.kind()) {
            case GAUGE -> written.message(5, data);
            case SUM, COUNTER -> {
                data.number(2, CUMULATIVE);
                data.number(3, metric.kind() == Metric.Kind.COUNTER ? 1 : 0);
                written.message(7, data);
            }
        }
        return written;
    }

    private static ProtobufWriter point(Point point, long time) {
        ProtobufWriter written = new ProtobufWriter(128);
        written.fixed64(2, TimeUnit.MILLISECONDS.toNanos(point.since()));
        written.fixed64(3, TimeUnit.MILLISECONDS.toNanos(time));
        if (point.value() instanceof Long whole) {
            written.fixed64(6, whole);
        } else {
            written.fixed64(4, Double.doubleToRawLongBits(point.value().doubleValue()));
        }
        point.attributes().forEach((name, value) -> written.message(7, attribute(name, value)));
        return written;
    }

    private static ProtobufWriter attribute(String name, String value) {
        ProtobufWriter any = new ProtobufWriter(64);
        text(any, 1, value);
        ProtobufWriter written = new ProtobufWriter(128);
        text(written, 1, name);
        written.message(2, any);
        return written;
    }

    private static void text(ProtobufWriter to, int field, String text) {
        to.bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }
}
