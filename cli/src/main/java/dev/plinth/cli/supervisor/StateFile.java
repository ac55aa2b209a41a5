// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.cli.settings.SettingsInForce;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What the supervisor tells other processes, in a file that is replaced as a whole. */
public final class StateFile {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * The content.
     *
     * @param launcherPid the shell that starts the supervisor again after a crash, 0 if there is none
     * @param corePort where the core's API is
     * @param publicUrl where the gateway is
     * @param version Plinth's own
     * @param settings what was in force at the start
     */
    public record State(
            long supervisorPid,
            Instant supervisorStartedAt,
            long launcherPid,
            int corePort,
            @Nullable String publicUrl,
            String version,
            List<EngineInUse> engines,
            List<SettingsInForce.Setting> settings,
            List<ProcessStatus> processes) {}

    /**
     * An engine that is used.
     *
     * @param version empty when it does not tell
     * @param bundled whether it was started here, or was given by URL
     */
    public record EngineInUse(String name, String version, String url, boolean bundled) {}

    private StateFile() {}

    static void write(Path file, State state) {
        SecretFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(state) + "\n");
    }

    /** The state, or null when there is none that can be read. */
    public static @Nullable State read(Path file) {
        if (!Files.isReadable(file)) {
            return null;
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), State.class);
        } catch (IOException | JacksonException e) {
            return null;
        }
    }
}
