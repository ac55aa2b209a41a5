// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the supervisor of this machine writes; it replaces the file as a whole, so it can be read at any moment. */
@Component
@EnableConfigurationProperties(SystemProperties.class)
class SupervisorState {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisorState.class);

    private final @Nullable Path file;
    private final JsonMapper json;

    SupervisorState(SystemProperties properties, JsonMapper json) {
        this.file = properties.stateFile();
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /** The content; an older supervisor may have written less. */
    record Content(
            @Nullable String version,
            @Nullable String publicUrl,
            @Nullable List<Engine> engines,
            @Nullable List<Setting> settings,
            @Nullable List<Supervised> processes) {}

    record Engine(String name, String version, String url, boolean bundled) {}

    record Setting(String name, String value, boolean given, String description) {}

    record Supervised(
            String name,
            String state,
            long pid,
            @Nullable Instant startedAt,
            int port,
            int restarts,
            @Nullable Instant since,
            String detail,
            String action) {
        /** As {@code plinth status} writes it. */
        String stateId() {
            return state.toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Null when there is no supervisor, or none that can be understood. */
    @Nullable
    Content read() {
        if (file == null || !Files.isReadable(file)) {
            return null;
        }
        try {
            return json.readValue(Files.readAllBytes(file), Content.class);
        } catch (IOException | JacksonException e) {
            LOG.warn("Cannot read {}: {}", file, e.getMessage());
            return null;
        }
    }
}
