// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.PlinthSettings;
import dev.plinth.cli.settings.Room;
import dev.plinth.cli.supervisor.Installation;
import dev.plinth.engines.Artifact;
import dev.plinth.engines.Engine;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "fetch", description = "Fetch what the engines run on, so that a later start needs no network.")
final class FetchCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() {
        PlinthSettings settings = options.settings();
        DataDirectory data = options.dataDirectory(settings);
        data.open();
        Installation installation = new Installation(
                GlobalOptions.program(),
                options.base(),
                settings,
                data,
                Room.parse(Objects.requireNonNullElse(settings.only(), List.of())));
        for (Engine engine : installation.bundled()) {
            long missing = installation.artifacts().missing(engine.artifacts()).stream()
                    .mapToLong(Artifact::bytes)
                    .sum();
            installation.artifacts().fetch(engine.artifacts(), (artifact, bytes, total) -> {});
            terminal.line("%-11s %-8s %5.1f MB %s"
                    .formatted(
                            engine.name(),
                            engine.version(),
                            engine.artifacts().bytes() / 1e6,
                            missing == 0 ? "was here" : "fetched and verified"));
        }
        return ExitCode.OK.code();
    }
}
