// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.database;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.provision.AppName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** A database in PostgreSQL that belongs to one app. */
public record DatabaseSpec(
        @JsonPropertyDescription("The app that owns it, as orders") @AppName
        String app,

        @JsonPropertyDescription("Connections that all copies of the app may have at a time; 20 if absent")
        @Nullable
        @Min(1)
        @Max(1_000)
        Integer connections) {
    static final int DEFAULT_CONNECTIONS = 20;

    int connectionsOrDefault() {
        return connections == null ? DEFAULT_CONNECTIONS : connections;
    }
}
