// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The settings of an app in an environment; its name is the app's. */
@ReadableSettings
public record ConfigSpec(
        @JsonPropertyDescription("How the content is written: properties or yaml; yaml if absent") @Nullable
        Format format,

        @JsonPropertyDescription("The settings, as the app would have them in its own file") @Size(max = 524_288)
        String content) {
    /** How settings are written. */
    public enum Format {
        PROPERTIES,
        YAML;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Format formatOrDefault() {
        return format == null ? Format.YAML : format;
    }
}
