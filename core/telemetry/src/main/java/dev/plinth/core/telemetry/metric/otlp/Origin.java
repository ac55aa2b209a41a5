// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import dev.plinth.promql.model.Labels;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who sends: the labels that all series of a resource and a scope have.
 *
 * @param target of the resource: {@code job}, {@code instance}, {@code env}
 * @param scope of the library whose metrics these are
 */
record Origin(Map<String, String> target, Map<String, String> scope) {
    private static final String NAMESPACE = "service.namespace";
    private static final String SERVICE = "service.name";
    private static final String INSTANCE = "service.instance.id";
    private static final Set<String> IDENTIFYING = Set.of(NAMESPACE, SERVICE, INSTANCE);
    private static final String TARGET_INFO = "target_info";

    /** @param app is the job of a resource that names no service */
    static Origin of(Resource resource, String app) {
        List<KeyValue> attributes = resource.getAttributesList();
        Map<String, String> target = new HashMap<>();
        target.put("job", job(attributes, app));
        target.put("instance", AttributeText.of(attributes, INSTANCE));
        target.put("env", env(attributes));
        target.values().removeIf(String::isEmpty);
        return new Origin(target, Map.of());
    }

    private static String job(List<KeyValue> attributes, String app) {
        String service = AttributeText.of(attributes, SERVICE);
        if (service.isEmpty()) {
            return app;
        }
        String namespace = AttributeText.of(attributes, NAMESPACE);
        return namespace.isEmpty() ? service : namespace + "/" + service;
    }

    private static String env(List<KeyValue> attributes) {
        String env = AttributeText.of(attributes, "deployment.environment.name");
        return env.isEmpty() ? AttributeText.of(attributes, "deployment.environment") : env;
    }

    /** A scope without a name has no labels. */
    Origin in(InstrumentationScope library) throws UnfitException {
        if (library.getName().isEmpty()) {
            return new Origin(target, Map.of());
        }
        Map<String, String> labels = new HashMap<>();
        for (KeyValue attribute : library.getAttributesList()) {
            labels.put(LabelName.of("otel_scope_" + attribute.getKey()), AttributeText.of(attribute.getValue()));
        }
        labels.put("otel_scope_name", library.getName());
        labels.put("otel_scope_version", library.getVersion());
        return new Origin(target, labels);
    }

    /** Labels of a data point, but for the name of its metric. */
    Labels labels(List<KeyValue> attributes) throws UnfitException {
        Map<String, String> labels = sanitized(attributes, Set.of());
        labels.putAll(target);
        labels.putAll(scope);
        return Labels.copyOf(labels);
    }

    /** The series that says what else is known of the resource; null when that is nothing. */
    static @Nullable Labels targetInfo(Resource resource, String app) throws UnfitException {
        Map<String, String> labels = sanitized(resource.getAttributesList(), IDENTIFYING);
        if (labels.isEmpty()) {
            return null;
        }
        labels.putAll(of(resource, app).target);
        labels.put(Labels.METRIC_NAME, TARGET_INFO);
        return Labels.copyOf(labels);
    }

    /** Of attributes that come to the same name, all values are there, in the order of the names they had. */
    private static Map<String, String> sanitized(List<KeyValue> attributes, Collection<String> without)
            throws UnfitException {
        Map<String, String> labels = new TreeMap<>();
        List<KeyValue> sorted = attributes.stream()
                .filter(each ->
                        !without.contains(each.getKey()) && !each.getKey().equals(Labels.METRIC_NAME))
                .sorted(Comparator.comparing(KeyValue::getKey))
                .toList();
        for (KeyValue attribute : sorted) {
            labels.merge(
                    LabelName.of(attribute.getKey()),
                    AttributeText.of(attribute.getValue()),
                    (before, value) -> before.isEmpty() ? value : before + ";" + value);
        }
        return labels;
    }
}
