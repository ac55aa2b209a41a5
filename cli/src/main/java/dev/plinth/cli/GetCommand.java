// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "get", description = "Show resources: the kinds there are, those of a kind, or one.")
final class GetCommand extends ResourceCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "KIND")
    @Nullable
    String kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
    @Nullable
    String name;

    @Option(names = "--env", description = "The environment.")
    @Nullable
    String env;

    @Option(
            names = {"-l", "--selector"},
            description = "Labels, as app=shop,tier!=test.")
    @Nullable
    String selector;

    @Option(names = "-o", paramLabel = "FORMAT", description = "yaml or json; a table, or yaml for one, if not given.")
    @Nullable
    String format;

    @Override
    public Integer call() {
        if (kind == null) {
            JsonNode kinds = api().get("kinds", Map.of()).path("items");
            table(List.of("KIND", "SCOPE", "DESCRIPTION"), rows(kinds, "name", "scope", "description"));
        } else if (name == null) {
            list(kind);
        } else {
            print(api().get("resources/" + Api.encoded(kind) + "/" + Api.encoded(name), Map.of("env", orEmpty(env))));
        }
        return ExitCode.OK.code();
    }

    private void list(String wanted) {
        List<JsonNode> all = new ArrayList<>();
        Map<String, String> parameters =
                new HashMap<>(Map.of("env", orEmpty(env), "labelSelector", orEmpty(selector), "limit", "1000"));
        Api api = api();
        String cursor = "";
        do {
            parameters.put("cursor", cursor);
            JsonNode page = api.get("resources/" + Api.encoded(wanted), parameters);
            page.path("items").forEach(all::add);
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        if (format != null) {
            all.forEach(this::print);
        } else if (all.isEmpty()) {
            terminal.line("There is no " + wanted + (env == null ? "." : " in " + env + "."));
        } else {
            table(
                    List.of("NAME", "ENV", "REVISION", "CHANGED", "BY"),
                    all.stream()
                            .map(resource -> List.of(
                                    resource.path("name").asString(),
                                    resource.path("env").asString("-"),
                                    resource.path("revision").asString(),
                                    resource.path("updatedAt").asString(),
                                    resource.path("updatedBy").asString()))
                            .toList());
        }
    }

    private void print(JsonNode resource) {
        terminal.line("json".equals(format) ? resource.toPrettyString() : yaml(resource));
    }

    private static List<List<String>> rows(JsonNode items, String... members) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode item : items) {
            List<String> row = new ArrayList<>();
            for (String member : members) {
                row.add(item.path(member).asString());
            }
            rows.add(row);
        }
        return rows;
    }
}
