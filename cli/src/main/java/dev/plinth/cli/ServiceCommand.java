// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "service",
        description = "Run Plinth as a service of the system.",
        subcommands = ServiceCommand.Install.class)
final class ServiceCommand {
    @Command(name = "install", description = "Write a systemd unit that starts Plinth with the machine.")
    static final class Install implements Callable<Integer> {
        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Option(names = "--user", description = "A unit of this user instead of the system.")
        boolean user;

        @Option(names = "--print", description = "Show the unit and write nothing.")
        boolean print;

        private final Terminal terminal = Terminal.system();

        @Override
        public Integer call() throws IOException {
            String unit = unit(GlobalOptions.home(), options.dataDirectory().root());
            if (print) {
                terminal.line(unit.stripTrailing());
                return ExitCode.OK.code();
            }
            Path directory = user
                    ? Path.of(System.getProperty("user.home"), ".config", "systemd", "user")
                    : Path.of("/etc/systemd/system");
            Files.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                throw new Failure(
                        ExitCode.PERMISSION, directory + " cannot be written", "Run it as root, or say --user.");
            }
            Path file = directory.resolve("plinth.service");
            Files.writeString(file, unit);
            String systemctl = user ? "systemctl --user" : "systemctl";
            terminal.line("Wrote " + file + ". Start it with:");
            terminal.line("  " + systemctl + " daemon-reload && " + systemctl + " enable --now plinth");
            return ExitCode.OK.code();
        }

        private String unit(Path home, Path data) {
            return """
                    [Unit]
                    Description=Plinth
                    After=network.target

                    [Service]
                    Type=simple
                    ExecStart="%s" up --data "%s"
                    Environment="JAVA_HOME=%s"
                    Restart=on-failure
                    RestartSec=2
                    # the supervisor stops its children in order; only it gets the signal
                    KillMode=mixed
                    TimeoutStopSec=150
                    LimitNOFILE=65536
                    UMask=0077
                    %s
                    [Install]
                    WantedBy=%s
                    """.formatted(
                            home.resolve("plinth"),
                            data,
                            System.getProperty("java.home"),
                            user ? "" : "User=" + System.getProperty("user.name") + "\n",
                            user ? "default.target" : "multi-user.target");
        }
    }
}
