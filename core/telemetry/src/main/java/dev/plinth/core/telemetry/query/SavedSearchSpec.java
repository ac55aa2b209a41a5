// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A search that somebody wants to do again, and others too. */
public record SavedSearchSpec(
        @JsonPropertyDescription("What it finds, for people") @Nullable @Size(max = 500)
        String description,

        @JsonPropertyDescription("What is searched: logs or traces") @NotNull
        Signal signal,

        @JsonPropertyDescription("Words, as the search takes them") @Nullable @Size(max = 1_000)
        String query,

        @JsonPropertyDescription("Any of these services; all if absent") @Nullable @Size(max = 50)
        List<@Size(min = 1, max = 255) String> services,

        @JsonPropertyDescription("Logs at least so severe: trace, debug, info, warn, error or fatal")
        @Nullable
        @Pattern(
                regexp = "trace|debug|info|warn|error|fatal",
                message = "one of trace, debug, info, warn, error, fatal")
        String severity,

        @JsonPropertyDescription("Attributes, each as key=value") @Nullable @Size(max = 20)
        List<@Pattern(regexp = "[^=]{1,512}=.{0,512}", message = "key=value, as in http.request.method=GET") String>
                tags,

        @JsonPropertyDescription("The environment the services say they are in; all if absent")
        @Nullable
        @Size(max = 255)
        String env,

        @JsonPropertyDescription("Traces with an operation of this name") @Nullable @Size(max = 500)
        String operation,

        @JsonPropertyDescription("Traces that took at least so many milliseconds") @Nullable @Min(0) @Max(86_400_000)
        Integer minMillis,

        @JsonPropertyDescription("Only traces with an error; false if absent") @Nullable
        Boolean error,

        @JsonPropertyDescription("How far back it looks; 60 minutes if absent") @Nullable @Min(1) @Max(43_200)
        Integer lastMinutes) {
    /** What can be searched. */
    public enum Signal {
        LOGS,
        TRACES;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
