// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "watch", description = "Show what is there, and then every change as it happens.")
final class WatchCommand extends ResourceCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "KIND")
    @Nullable
    String kind;

    @Option(names = "--env", description = "The environment.")
    @Nullable
    String env;

    @Override
    public Integer call() throws IOException {
        try (BufferedReader events = new BufferedReader(new InputStreamReader(
                api().stream("watch", Map.of("kind", orEmpty(kind), "env", orEmpty(env))), StandardCharsets.UTF_8))) {
            String event = "";
            String line = events.readLine();
            while (line != null) {
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    print(event, JsonMapper.shared().readTree(line.substring(6)));
                }
                line = events.readLine();
            }
        }
        return ExitCode.OK.code();
    }

    private void print(String event, JsonNode document) {
        switch (event) {
            case "state" -> terminal.line(terminal.dim("  = " + name(document)));
            case "synced" -> terminal.line(terminal.dim("  that is the state; changes follow"));
            case "delete" -> terminal.line(terminal.red("  - " + name(document)));
            case "put" ->
                terminal.line(terminal.green("  ~ " + name(document)) + "  "
                        + document.path("spec").toString());
            default -> terminal.line("  " + event + " " + document);
        }
    }
}
