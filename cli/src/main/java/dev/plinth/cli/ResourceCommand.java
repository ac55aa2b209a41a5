// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** What the commands about resources share: the API, and how resources and changes are shown. */
abstract class ResourceCommand {
    private static final ObjectWriter YAML = YAMLMapper.builder()
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .build()
            .writer();

    @Mixin
    GlobalOptions options = new GlobalOptions();

    final Terminal terminal = Terminal.system();

    Api api() {
        return options.api();
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static String yaml(JsonNode document) {
        return YAML.writeValueAsString(document).stripTrailing();
    }

    static String name(JsonNode resource) {
        String env = resource.path("env").asString("");
        return resource.path("kind").asString() + "/" + resource.path("name").asString()
                + (env.isEmpty() ? "" : " in " + env);
    }

    /** What a write did, or would do. */
    void show(JsonNode outcome) {
        boolean dryRun = outcome.path("dryRun").asBoolean();
        for (JsonNode change : outcome.path("changes")) {
            showChange(change);
        }
        for (JsonNode unchanged : outcome.path("unchanged")) {
            terminal.line(terminal.dim("  = " + name(unchanged)));
        }
        int changes = outcome.path("changes").size();
        if (changes == 0) {
            terminal.line("Nothing to change.");
        } else {
            terminal.line(
                    dryRun
                            ? "%d would change. Nothing was changed.".formatted(changes)
                            : "Change set %d; position %d."
                                    .formatted(
                                            outcome.path("changeSet").asLong(),
                                            outcome.path("position").asLong()));
        }
    }

    void showChange(JsonNode change) {
        String action = change.path("action").asString();
        String line = switch (action) {
            case "create" -> terminal.green("  + " + name(change));
            case "delete" -> terminal.red("  - " + name(change));
            default -> terminal.yellow("  ~ " + name(change));
        };
        terminal.line(line);
        if (action.equals("update")) {
            for (JsonNode entry : change.path("diff")) {
                terminal.line("      %s: %s → %s"
                        .formatted(
                                entry.path("path").asString(), side(entry.path("before")), side(entry.path("after"))));
            }
        }
    }

    private static String side(JsonNode value) {
        return value.isNull() || value.isMissingNode()
                ? "(none)"
                : value.isString() ? value.asString() : value.toString();
    }

    void table(List<String> header, List<List<String>> rows) {
        int[] widths = new int[header.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = header.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        terminal.line(terminal.dim(line(header, widths)));
        rows.forEach(row -> terminal.line(line(row, widths)));
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
