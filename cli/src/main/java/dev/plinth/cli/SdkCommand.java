// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.engines.LocalRepository;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "sdk", description = "What services are built with.", subcommands = SdkCommand.Install.class)
final class SdkCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        Terminal.system().line("plinth sdk install; see plinth sdk --help.");
        return ExitCode.USAGE.code();
    }

    @Command(
            name = "install",
            description = "Put the client and the Spring Boot starter into the local Maven repository.")
    static final class Install implements Callable<Integer> {
        @Option(
                names = "--repository",
                paramLabel = "DIR",
                description = "Another repository than the one that Maven uses.")
        @Nullable
        Path repository;

        private final Terminal terminal = Terminal.system();

        @Override
        public Integer call() {
            Path target = repository == null ? LocalRepository.find() : repository;
            Sdk sdk = Sdk.of(GlobalOptions.program());
            sdk.install(target)
                    .forEach(file ->
                            terminal.line(target.resolve(file.toString()).toString()));
            terminal.line("");
            terminal.line("<dependency>");
            terminal.line("  <groupId>dev.plinth</groupId>");
            terminal.line("  <artifactId>plinth-spring-boot-starter</artifactId>");
            terminal.line("  <version>" + sdk.version() + "</version>");
            terminal.line("</dependency>");
            return ExitCode.OK.code();
        }
    }
}
