// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code agent.yaml} as it is written. */
record AgentFile(
        @Nullable String endpoint,
        @Nullable Path keyFile,
        @Nullable Path stateDirectory,
        @Nullable String host,
        @Nullable List<@Nullable Input> inputs) {

    /** Exactly one of them. */
    record Input(
            @Nullable Files file,
            @Nullable Journal journald,
            @Nullable Host host) {}

    record Files(
            @Nullable List<@Nullable String> paths,
            @Nullable List<@Nullable String> exclude,
            @Nullable String service,
            @Nullable String env,
            @Nullable Map<String, @Nullable String> attributes,
            @Nullable String encoding,
            @Nullable Multiline multiline,
            @Nullable String startAt,
            @Nullable String ignoreOlder,
            @Nullable String maxLineBytes,
            @Nullable String halfLineAfter) {}

    record Multiline(
            @Nullable String preset,
            @Nullable String firstLine,
            @Nullable Integer maxLines,
            @Nullable String timeout) {}

    record Journal(
            @Nullable String id,
            @Nullable List<@Nullable String> units,
            @Nullable String priority,
            @Nullable String service,
            @Nullable String env,
            @Nullable Map<String, @Nullable String> attributes,
            @Nullable String startAt,
            @Nullable String maxLineBytes,
            @Nullable String program) {}

    record Host(
            @Nullable String interval,
            @Nullable String service,
            @Nullable String env,
            @Nullable Map<String, @Nullable String> attributes,
            @Nullable Integer processes) {}
}
