// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.cli.supervisor.Declarations;
import dev.plinth.engines.EngineException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Makes what is not there. What somebody has changed since, as a setting of the demo, stays as it is. */
record MissingResources(int corePort, DataDirectory data) implements Declarations {
    private static final YAMLMapper YAML = new YAMLMapper();

    @Override
    public void ensure(String app, Path file) {
        try {
            String documents = Files.readString(file);
            Api api = Api.local(corePort, data);
            List<JsonNode> missing = missing(api, documents);
            if (!missing.isEmpty()) {
                apply(api, app, missing, false);
            }
        } catch (IOException | JacksonException e) {
            throw new EngineException(
                    app,
                    "Its resources cannot be read: " + file + ": " + e.getMessage(),
                    "Check apps.resources in plinth.yaml.",
                    e);
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.TEMPORARY) {
                throw new EngineException(app, file + ": " + e.getMessage(), e.action(), e);
            }
            // the core is away: they were made at an earlier start, or the app will say what it lacks
        }
    }

    private List<JsonNode> missing(Api api, String documents) throws IOException {
        List<JsonNode> all;
        try (MappingIterator<JsonNode> each = YAML.readerFor(JsonNode.class).readValues(documents)) {
            all = each.readAll();
        }
        Set<String> created = new HashSet<>();
        for (JsonNode change : apply(api, "", all, true).path("changes")) {
            if (change.path("action").asString("").equals("create")) {
                created.add(key(change));
            }
        }
        List<JsonNode> missing = new ArrayList<>();
        all.stream().filter(document -> created.contains(key(document))).forEach(missing::add);
        return missing;
    }

    private static String key(JsonNode document) {
        return "%s/%s/%s"
                .formatted(
                        document.path("kind").asString(""),
                        document.path("env").asString(""),
                        document.path("name").asString(""));
    }

    private static JsonNode apply(Api api, String app, List<JsonNode> documents, boolean dryRun) {
        StringBuilder text = new StringBuilder();
        documents.forEach(
                document -> text.append(text.isEmpty() ? "" : "\n---\n").append(document));
        return api.post(
                "apply",
                Map.of("dryRun", Boolean.toString(dryRun), "message", dryRun ? "" : "What " + app + " needs"),
                "application/yaml",
                BodyPublishers.ofString(text.toString()));
    }
}
