// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.PlinthSettings;
import dev.plinth.cli.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that concerns one installation. */
final class GlobalOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings; plinth.yaml beside the launcher if present.")
    @Nullable
    Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory; data beside the launcher if not given.")
    @Nullable
    Path data;

    /** The folder of the launcher. */
    static Path home() {
        return Path.of(System.getProperty("plinth.home", ".")).toAbsolutePath().normalize();
    }

    /** The folder of what was built: our jars in {@code cli}, those of the core in {@code core}. */
    static Path program() {
        return Path.of(System.getProperty("plinth.program", "."))
                .toAbsolutePath()
                .normalize();
    }

    /** What relative paths in the settings are relative to. */
    Path base() {
        return config == null ? home() : config.toAbsolutePath().normalize().resolveSibling("");
    }

    PlinthSettings settings() {
        if (config != null) {
            return SettingsFile.read(config);
        }
        Path usual = home().resolve("plinth.yaml");
        return Files.exists(usual) ? SettingsFile.read(usual) : PlinthSettings.defaults();
    }

    DataDirectory dataDirectory(PlinthSettings settings) {
        if (data != null) {
            return new DataDirectory(data);
        }
        return new DataDirectory(settings.data() != null ? settings.data() : home().resolve("data"));
    }

    DataDirectory dataDirectory() {
        return dataDirectory(settings());
    }
}
