// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Logs as the search finds them; $variables may stand in all of it but the severity. */
public record LogSearch(
        @JsonPropertyDescription("Words, as the search takes them") @Nullable @Size(max = 1_000)
        String query,

        @JsonPropertyDescription("Any of these services; all if absent, or where a variable stands for all")
        @Nullable
        @Size(max = 50)
        List<@NotNull @Size(min = 1, max = 255) String> services,

        @JsonPropertyDescription("At least so severe: trace, debug, info, warn, error or fatal")
        @Nullable
        @Pattern(
                regexp = "trace|debug|info|warn|error|fatal",
                message = "one of trace, debug, info, warn, error, fatal")
        String severity,

        @JsonPropertyDescription("Attributes, each as key=value") @Nullable @Size(max = 20)
        List<
                        @NotNull
                        @Pattern(regexp = "[^=]{1,512}=.{0,512}", message = "key=value, as in http.request.method=GET")
                        String>
                tags) {}
