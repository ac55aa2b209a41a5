// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a mapping that have a value. What is absent is empty, or what the caller says. */
record YamlFields(YamlValue mapping, Map<String, YamlValue> fields) {
    @Nullable
    YamlValue get(String name) {
        return fields.get(name);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Where a field is, or its mapping. */
    YamlValue place(String name) {
        return fields.getOrDefault(name, mapping);
    }

    String text(String name) {
        YamlValue value = get(name);
        return value == null ? "" : value.text();
    }

    Map<String, String> texts(String name) {
        YamlValue value = get(name);
        return value == null ? Map.of() : value.texts();
    }

    List<YamlValue> list(String name) {
        YamlValue value = get(name);
        return value == null ? List.of() : value.list();
    }

    Duration duration(String name) {
        YamlValue value = get(name);
        return value == null ? Duration.ZERO : value.duration();
    }

    /** A number of seconds. */
    Duration seconds(String name, Duration absent) {
        YamlValue value = get(name);
        return value == null ? absent : Duration.ofSeconds(value.integer());
    }

    int integer(String name) {
        YamlValue value = get(name);
        return value == null ? 0 : value.integer();
    }

    @Nullable
    Double number(String name) {
        YamlValue value = get(name);
        return value == null ? null : value.number();
    }

    @Nullable
    String textOrNull(String name) {
        YamlValue value = get(name);
        return value == null ? null : value.text();
    }

    /** Texts in a list. */
    List<String> listOfTexts(String name) {
        return list(name).stream().map(YamlValue::text).toList();
    }

    boolean truth(String name) {
        YamlValue value = get(name);
        return value != null && value.truth();
    }
}
