// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "apply", description = "Make resources as the documents say, all of them or none.")
class ApplyCommand extends ResourceCommand implements Callable<Integer> {
    @Option(
            names = "-f",
            required = true,
            paramLabel = "FILE",
            description = "YAML or JSON, a folder of such, or - for standard input.")
    List<String> files = List.of();

    @Option(names = "--env", description = "For documents that name no environment.")
    @Nullable
    String env;

    @Option(
            names = {"-m", "--message"},
            description = "Why, for the ledger.")
    @Nullable
    String message;

    @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
    boolean dryRun;

    @Option(names = "--prune", description = "Also delete what matches -l and is in no document.")
    boolean prune;

    @Option(
            names = {"-l", "--selector"},
            description = "Labels, as app=shop,tier!=test.")
    @Nullable
    String selector;

    @Override
    public Integer call() throws IOException {
        show(apply(dryRun));
        return ExitCode.OK.code();
    }

    JsonNode apply(boolean dry) throws IOException {
        if (prune && selector == null) {
            throw new Failure(
                    ExitCode.USAGE, "--prune needs a selector, or it would delete everything else", "Add -l app=…");
        }
        return api().post(
                        "apply",
                        Map.of(
                                "env", orEmpty(env),
                                "message", orEmpty(message),
                                "dryRun", Boolean.toString(dry),
                                "prune", Boolean.toString(prune),
                                "labelSelector", orEmpty(selector)),
                        "application/yaml",
                        BodyPublishers.ofString(documents()));
    }

    /** JSON is YAML, so files of both kinds can go together. */
    private String documents() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String file : files) {
            if (file.equals("-")) {
                all.append(new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
                continue;
            }
            Path path = Path.of(file);
            if (!Files.exists(path)) {
                throw new Failure(ExitCode.USAGE, "There is no file " + path, "Check -f.");
            }
            try (Stream<Path> found = Files.walk(path)) {
                for (Path each : found.filter(Files::isRegularFile)
                        .filter(one ->
                                Files.isRegularFile(path) || one.toString().matches(".*\\.(ya?ml|json)"))
                        .sorted()
                        .toList()) {
                    all.append(all.isEmpty() ? "" : "\n---\n").append(Files.readString(each));
                }
            }
        }
        return all.toString();
    }
}
