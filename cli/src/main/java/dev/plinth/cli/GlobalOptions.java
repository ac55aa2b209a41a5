// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
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

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A Plinth elsewhere, see plinth login; $$PLINTH_URL if not given.")
    @Nullable
    String url = System.getenv("PLINTH_URL");

    /** The Plinth elsewhere that is meant, or the one of the data directory. */
    Api api() {
        return url == null || url.isBlank() || data != null || config != null
                ? Api.of(dataDirectory())
                : Api.at(baseUrl(url), Logins.ofUser());
    }

    /** @throws Failure when it is no URL of a site */
    static String baseUrl(String url) {
        String stripped = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (!stripped.matches("https?://[^/?#]+")) {
            throw new Failure(
                    ExitCode.USAGE, "\"" + url + "\" is no URL of a Plinth", "Give it as https://plinth.example.org");
        }
        return stripped;
    }

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
