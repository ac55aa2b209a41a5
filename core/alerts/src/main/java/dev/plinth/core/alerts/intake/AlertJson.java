// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.intake;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.plinth.promql.model.Labels;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Alerts as JSON in tables: labels are an object. What a newer program has written beside is passed over. */
public final class AlertJson {
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(Labels.class, LabelsAsObject.class)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private AlertJson() {}

    /** What {@link Labels} would say of itself. */
    private abstract static class LabelsAsObject {
        @JsonCreator
        static Labels copyOf(Map<String, String> labels) {
            return Labels.copyOf(labels);
        }

        @JsonValue
        abstract Map<String, String> asMap();
    }
}
