// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "history", description = "Show who changed what, when and why, the newest first.")
final class HistoryCommand extends ResourceCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "KIND")
    @Nullable
    String kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
    @Nullable
    String name;

    @Option(names = "--env", description = "The environment.")
    @Nullable
    String env;

    @Option(names = "--author", description = "Only changes by, as user:ada.")
    @Nullable
    String author;

    @Option(names = "--since", description = "Only changes from this time on, ISO 8601.")
    @Nullable
    String since;

    @Option(names = "-n", defaultValue = "20", description = "How many; 20 if not given.")
    int limit;

    @Override
    public Integer call() {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("kind", orEmpty(kind));
        parameters.put("name", orEmpty(name));
        parameters.put("env", orEmpty(env));
        parameters.put("author", orEmpty(author));
        parameters.put("from", orEmpty(since));
        parameters.put("limit", Integer.toString(limit));
        for (JsonNode change : api().get("changes", parameters).path("items")) {
            terminal.line(terminal.bold("%d".formatted(change.path("seq").asLong())) + "  "
                    + change.path("at").asString() + "  "
                    + change.path("author").asString() + "  "
                    + change.path("message").asString());
            showChange(change);
        }
        return ExitCode.OK.code();
    }
}
