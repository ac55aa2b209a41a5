// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "app",
        description = "Apps that sign people in, or call Plinth themselves.",
        subcommands = {AppCommand.Create.class, AppCommand.Secret.class, AppCommand.IngestKey.class})
final class AppCommand implements Callable<Integer> {
    private static final String TOKEN = "token";
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() {
        terminal.line("plinth app create, secret or ingest-key; see plinth app --help.");
        return ExitCode.USAGE.code();
    }

    private static String secret(Api api, String name, String purpose, String position) {
        return api.send(
                        "POST",
                        "apps/" + Api.encoded(name) + "/secrets",
                        Map.of("purpose", purpose, "position", position))
                .path("secret")
                .asString();
    }

    @Command(name = "create", description = "Create an app with a secret, and print the lines to paste into it.")
    static final class Create extends ResourceCommand implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME")
        String name = "";

        @Option(names = "--description", description = "What it is, for people.")
        @Nullable
        String description;

        @Option(
                names = "--redirect-uri",
                paramLabel = "URI",
                description = "Where people come back to; with it, people can sign in to the app.")
        List<String> redirectUris = List.of();

        @Option(names = "--public", description = "It cannot keep a secret, as an app in a browser.")
        boolean publicClient;

        @Override
        public Integer call() {
            ObjectNode document =
                    JsonMapper.shared().createObjectNode().put("kind", "App").put("name", name);
            ObjectNode spec = document.putObject("spec");
            if (description != null) {
                spec.put("description", description);
            }
            ArrayNode grants = spec.putArray("grantTypes");
            if (!redirectUris.isEmpty()) {
                grants.add("authorization_code").add("refresh_token");
                ArrayNode uris = spec.putArray("redirectUris");
                redirectUris.forEach(uris::add);
            }
            if (publicClient) {
                spec.put("publicClient", true);
            } else {
                grants.add("client_credentials");
            }
            Api api = api();
            JsonNode outcome =
                    api.post("apply", Map.of(), "application/yaml", BodyPublishers.ofString(document.toString()));
            show(outcome);
            terminal.line("");
            if (publicClient) {
                terminal.line("spring.security.oauth2.client.registration.plinth.client-id=" + name);
                return ExitCode.OK.code();
            }
            String secret = secret(api, name, TOKEN, outcome.path("position").asString());
            if (!redirectUris.isEmpty()) {
                terminal.line("spring.security.oauth2.client.registration.plinth.client-id=" + name);
                terminal.line("spring.security.oauth2.client.registration.plinth.client-secret=" + secret);
            }
            terminal.line("plinth.url=" + api.publicUrl());
            terminal.line("plinth.app=" + name);
            terminal.line("plinth.secret=" + secret);
            terminal.line(terminal.dim("The secret is shown this once. A further one: plinth app secret " + name));
            return ExitCode.OK.code();
        }
    }

    @Command(name = "secret", description = "Make a further secret for an app; those before stay good.")
    static final class Secret extends ResourceCommand implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME")
        String name = "";

        @Override
        public Integer call() {
            terminal.line(secret(api(), name, TOKEN, "0"));
            return ExitCode.OK.code();
        }
    }

    @Command(
            name = "ingest-key",
            description = "Make a key with which an app, or a shipper for it, sends telemetry and can do nothing else.")
    static final class IngestKey extends ResourceCommand implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME")
        String name = "";

        @Override
        public Integer call() {
            terminal.line(secret(api(), name, "ingest", "0"));
            return ExitCode.OK.code();
        }
    }
}
