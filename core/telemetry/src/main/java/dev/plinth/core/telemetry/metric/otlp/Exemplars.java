// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import com.google.protobuf.ByteString;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Exemplar;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Exemplars, with the trace and the span they are of. */
final class Exemplars {
    /** Of names and values together, as OpenMetrics has it. */
    private static final int MAX_CHARACTERS = 128;

    private Exemplars() {}

    /** @param time of the data point, for exemplars that have none; those without a value are left out */
    static List<Exemplar> of(List<io.opentelemetry.proto.metrics.v1.Exemplar> exemplars, long time)
            throws UnfitException {
        List<Exemplar> converted = new ArrayList<>(exemplars.size());
        for (var each : exemplars) {
            long at = each.getTimeUnixNano() == 0 ? time : Numbers.millis(each.getTimeUnixNano());
            switch (each.getValueCase()) {
                case AS_DOUBLE -> converted.add(new Exemplar(labels(each), at, each.getAsDouble()));
                case AS_INT -> converted.add(new Exemplar(labels(each), at, each.getAsInt()));
                case VALUE_NOT_SET -> {}
            }
        }
        return converted;
    }

    /** Attributes come in only if all of them have room. */
    private static Labels labels(io.opentelemetry.proto.metrics.v1.Exemplar exemplar) {
        Map<String, String> labels = new HashMap<>();
        put(labels, "trace_id", exemplar.getTraceId());
        put(labels, "span_id", exemplar.getSpanId());
        Map<String, String> all = new HashMap<>();
        for (KeyValue attribute : exemplar.getFilteredAttributesList()) {
            if (Labels.isName(attribute.getKey())) {
                all.put(attribute.getKey(), AttributeText.of(attribute.getValue()));
            }
        }
        all.putAll(labels);
        int characters = all.entrySet().stream()
                .mapToInt(each -> characters(each.getKey()) + characters(each.getValue()))
                .sum();
        return Labels.copyOf(characters <= MAX_CHARACTERS ? all : labels);
    }

    private static void put(Map<String, String> labels, String name, ByteString id) {
        byte[] bytes = id.toByteArray();
        for (byte each : bytes) {
            if (each != 0) {
                labels.put(name, HexFormat.of().formatHex(bytes));
                return;
            }
        }
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
