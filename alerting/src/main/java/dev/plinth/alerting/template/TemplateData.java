// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.promql.model.Histogram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a template of an alert is about: its dot, and {@code $labels}, {@code $externalLabels}, {@code $externalURL} and {@code $value}.
 *
 * @param labels those of the expression, with the name of the metric if there is one
 * @param value counts when there is no histogram
 */
public record TemplateData(
        Map<String, String> labels,
        Map<String, String> externalLabels,
        String externalUrl,
        double value,
        @Nullable Histogram histogram) {
    /** The variables that a template has, the first of which is its dot. */
    static final List<String> VARIABLES = List.of("$", "$labels", "$externalLabels", "$externalURL", "$value");

    private Object valueOrHistogram() {
        return histogram == null ? value : histogram;
    }

    GoValue.Struct asStruct() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Labels", GoValue.GoMap.ofTexts(labels));
        fields.put("ExternalLabels", GoValue.GoMap.ofTexts(externalLabels));
        fields.put("ExternalURL", externalUrl);
        fields.put("Value", valueOrHistogram());
        return new GoValue.Struct(
                "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }",
                fields);
    }

    /** The values of the variables. */
    List<Object> variables() {
        GoValue.Struct struct = asStruct();
        return List.of(
                struct,
                GoValue.GoMap.ofTexts(labels),
                GoValue.GoMap.ofTexts(externalLabels),
                externalUrl,
                valueOrHistogram());
    }
}
