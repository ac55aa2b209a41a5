// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "user",
        description = "People who sign in.",
        subcommands = {
            UserCommand.ListUsers.class,
            UserCommand.Create.class,
            UserCommand.Set.class,
            UserCommand.Reset.class,
            UserCommand.Delete.class
        })
final class UserCommand implements Callable<Integer> {
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() {
        terminal.line("plinth user list, create, set, reset or delete; see plinth user --help.");
        return ExitCode.USAGE.code();
    }

    private static String path(String username) {
        return "users/" + Api.encoded(username);
    }

    /** What create and set share. */
    abstract static class Change extends ResourceCommand implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "USERNAME")
        String username = "";

        @Option(names = "--name", description = "As people are to see it.")
        @Nullable
        String name;

        @Option(names = "--email", description = "E-mail address.")
        @Nullable
        String email;

        @Option(
                names = "--groups",
                split = ",",
                paramLabel = "GROUP",
                description = "All groups, as admins,operators; role bindings give rights to them.")
        @Nullable
        List<String> groups;

        ObjectNode document() {
            ObjectNode document = JsonMapper.shared().createObjectNode();
            if (name != null) {
                document.put("displayName", name);
            }
            if (email != null) {
                document.put("email", email);
            }
            if (groups != null) {
                ArrayNode list = document.putArray("groups");
                groups.stream().filter(group -> !group.isBlank()).forEach(list::add);
            }
            return document;
        }
    }

    @Command(name = "list", description = "Show users.")
    static final class ListUsers extends ResourceCommand implements Callable<Integer> {
        @Parameters(index = "0", arity = "0..1", paramLabel = "TEXT", description = "Part of a name or address.")
        @Nullable
        String text;

        @Override
        public Integer call() {
            List<List<String>> rows = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = api().get("users", Map.of("query", orEmpty(text), "cursor", cursor, "limit", "1000"));
                for (JsonNode user : page.path("items")) {
                    String state = user.path("disabled").asBoolean()
                            ? "disabled"
                            : user.path("hasPassword").asBoolean() ? "active" : "no password yet";
                    String groups = user.path("groups")
                            .valueStream()
                            .map(JsonNode::asString)
                            .collect(Collectors.joining(","));
                    rows.add(List.of(
                            user.path("username").asString(),
                            user.path("displayName").asString(),
                            user.path("email").asString("-"),
                            groups.isEmpty() ? "-" : groups,
                            state));
                }
                cursor = page.path("nextCursor").asString("");
            } while (!cursor.isEmpty());
            table(List.of("USERNAME", "NAME", "EMAIL", "GROUPS", "STATE"), rows);
            return ExitCode.OK.code();
        }
    }

    @Command(name = "create", description = "Create a user, and print a link by which they choose a password.")
    static final class Create extends Change {
        @Override
        public Integer call() {
            api().post(
                            path(username),
                            Map.of(),
                            "application/json",
                            BodyPublishers.ofString(document().toString()));
            terminal.line("User " + username + " is there.");
            printLink(api(), terminal, username);
            return ExitCode.OK.code();
        }
    }

    @Command(name = "set", description = "Change a user. What is not given stays as it is.")
    static final class Set extends Change {
        @Option(
                names = "--disabled",
                arity = "1",
                paramLabel = "true|false",
                description = "Whether nobody may sign in.")
        @Nullable
        Boolean disabled;

        @Override
        public Integer call() {
            ObjectNode document = document();
            if (disabled != null) {
                document.put("disabled", disabled);
            }
            JsonNode user = api().patch(path(username), document.toString());
            terminal.line(yaml(user));
            return ExitCode.OK.code();
        }
    }

    @Command(
            name = "reset",
            description = "Print a link by which a user chooses a new password. It is good once, for half an hour.")
    static final class Reset extends ResourceCommand implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "USERNAME")
        String username = "";

        @Override
        public Integer call() {
            printLink(api(), terminal, username);
            return ExitCode.OK.code();
        }
    }

    @Command(name = "delete", description = "Delete a user. Their sessions and tokens are good no more.")
    static final class Delete extends ResourceCommand implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "USERNAME")
        String username = "";

        @Override
        public Integer call() {
            api().send("DELETE", path(username), Map.of());
            terminal.line("User " + username + " is deleted.");
            return ExitCode.OK.code();
        }
    }

    private static void printLink(Api api, Terminal terminal, String username) {
        terminal.line("To choose a password, once, within half an hour:");
        terminal.line("  " + terminal.bold(signInLink(api, username)));
    }

    static String signInLink(Api api, String username) {
        return api.send("POST", path(username) + "/sign-in-link", Map.of())
                .path("url")
                .asString();
    }
}
