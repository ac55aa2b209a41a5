// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.PlinthSettings;
import dev.plinth.cli.settings.Room;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The pages of docs/reference that come from the command line; with {@code -Dplinth.update=true} they are written. */
class ReferenceTest {
    private static void check(String page, String generated) throws IOException {
        Path file = Path.of("../docs/reference").resolve(page);
        if (Boolean.getBoolean("plinth.update")) {
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, generated);
        }
        assertThat(generated)
                .as(
                        "%s is not what the code says; run the tests with -Dplinth.update=true and look at the difference",
                        page)
                .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
    }

    @Test
    void the_page_of_commands_is_what_the_command_line_says() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Commands

                Generated from the code. `plinth COMMAND --help` says the same.

                ## Exit codes

                | Code | Meaning |
                |---|---|
                """);
        for (ExitCode code : ExitCode.values()) {
            page.append("| %d | %s |\n".formatted(code.code(), code.meaning()));
        }
        CommandLine line = Plinth.commandLine();
        commands(page, line, "plinth");
        page.append("""

                ## plinth test, plinth bench

                Done by the launcher: `plinth test [--fast]` runs all tests, or those that need no engine; `plinth bench NAME` runs a benchmark.
                """);
        check("commands.md", page.toString());
    }

    private static void commands(StringBuilder page, CommandLine parent, String path) {
        parent.getSubcommands().forEach((name, command) -> {
            command.setUsageHelpAutoWidth(false);
            page.append("\n## ")
                    .append(path)
                    .append(' ')
                    .append(name)
                    .append("\n\n```text\n")
                    .append(command.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing())
                    .append("\n```\n");
            commands(page, command, path + " " + name);
        });
    }

    @Test
    void the_exit_codes_of_the_usage_are_the_exit_codes() {
        assertThat(Plinth.commandLine().getCommandSpec().usageMessage().exitCodeList())
                .containsExactlyInAnyOrderEntriesOf(Arrays.stream(ExitCode.values())
                        .collect(Collectors.toMap(code -> Integer.toString(code.code()), ExitCode::meaning)));
    }

    @Test
    void the_page_of_settings_is_what_the_file_may_say() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Settings: plinth.yaml

                Generated from the code. The file stands beside the launcher, or is named with `--config`. Whatever is wrong in it stops the
                start with line, field and what would be right. A secret is never a setting: settings name the file that holds it.

                | Setting | Type | |
                |---|---|---|
                """);
        rows(page, PlinthSettings.class, "");
        page.append(
                "\n## Rooms\n\n`only` and `--only` know these, and start the engines they need:\n\n| Room | Engines |\n|---|---|\n");
        for (Room room : Room.values()) {
            page.append("| `%s` | %s |\n"
                    .formatted(room.id(), String.join(", ", Room.enginesOf(java.util.EnumSet.of(room)))));
        }
        check("settings.md", page.toString());
    }

    private static void rows(StringBuilder page, Class<?> type, String at) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = at + component.getName();
            JsonPropertyDescription description = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
            Type generic = component.getGenericType();
            page.append("| `%s` | %s | %s |\n"
                    .formatted(name, typeName(generic), description == null ? "" : description.value()));
            Class<?> nested = generic instanceof ParameterizedType list
                    ? (Class<?>) list.getActualTypeArguments()[list.getActualTypeArguments().length - 1]
                    : component.getType();
            if (nested.isRecord()) {
                rows(
                        page,
                        nested,
                        name
                                + (component.getType() == java.util.Map.class
                                        ? ".<name>."
                                        : generic instanceof ParameterizedType ? "[]." : "."));
            }
        }
    }

    private static String typeName(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == java.util.Map.class ? "mapping" : "list";
        }
        if (type == Integer.class) {
            return "number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return type == Path.class ? "path" : type == String.class ? "text" : "mapping";
    }
}
