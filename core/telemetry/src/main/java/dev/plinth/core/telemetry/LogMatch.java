// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.access.Glob;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which logs: those that meet all that is said. In each pattern {@code *} stands for any characters. */
public record LogMatch(
        @JsonPropertyDescription("Services, by the name they give themselves, as shop-*; all if absent")
        @Nullable
        @Size(max = 100)
        List<@Size(min = 1, max = 255) String> services,

        @JsonPropertyDescription("Apps, by their key or token; all if absent") @Nullable @Size(max = 100)
        List<@Size(min = 1, max = 255) String> apps,

        @JsonPropertyDescription("Environments, as they say themselves; all if absent, also those that say none")
        @Nullable
        @Size(max = 100)
        List<@Size(min = 1, max = 255) String> envs) {
    public static final LogMatch ALL = new LogMatch(null, null, null);

    public boolean matches(String service, String app, String env) {
        return any(services, service) && any(apps, app) && any(envs, env);
    }

    private static boolean any(@Nullable List<String> patterns, String text) {
        return patterns == null
                || patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> new Glob(pattern).matches(text));
    }
}
