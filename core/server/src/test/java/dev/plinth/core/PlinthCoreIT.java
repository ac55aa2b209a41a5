// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The whole core, as it is started by the supervisor. */
class PlinthCoreIT {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @TempDir
    static Path directory;

    private static ConfigurableApplicationContext core;

    @BeforeAll
    static void start() {
        EngineConnection database = TestingPostgres.freshDatabase();
        SecretFiles.ensure(directory.resolve("local.token"));
        core = new SpringApplication(PlinthCore.class)
                .run(
                        "--server.port=0",
                        "--plinth.engines.postgres.url=" + database.url(),
                        "--plinth.engines.postgres.username=" + database.username(),
                        "--plinth.engines.postgres.password-file=" + database.passwordFile(),
                        "--plinth.secrets.master-key-file=" + directory.resolve("master.key"),
                        "--plinth.access.local-token-file=" + directory.resolve("local.token"));
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + core.getEnvironment().getProperty("local.server.port") + path))
                .header("Authorization", "Bearer " + SecretFiles.read(directory.resolve("local.token")))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    @Test
    void it_is_alive() throws Exception {
        assertThat(get("/actuator/health/liveness").at("/status").asString()).isEqualTo("UP");
    }

    @Test
    void the_api_is_the_one_that_is_checked_in() throws Exception {
        JsonNode api = get("/v3/api-docs");
        assertThat(api.at("/openapi").asString()).startsWith("3.1");
        TreeMap<String, Object> sorted = JSON.convertValue(api, new TypeReference<TreeMap<String, Object>>() {});
        sorted.remove("servers");
        Reference.check("openapi.json", JSON.writeValueAsString(sorted) + "\n");
    }

    @Test
    void the_page_of_kinds_is_what_the_rooms_declare() throws Exception {
        StringBuilder page = new StringBuilder("""
                # Kinds of resources

                Generated from the code. The JSON Schema of each is served at `/api/v1/kinds/<kind>/schema`.
                """);
        for (JsonNode kind : get("/api/v1/kinds").at("/items")) {
            String name = kind.at("/name").asString();
            page.append("\n## ")
                    .append(name)
                    .append("\n\n")
                    .append(kind.at("/description").asString())
                    .append(". ")
                    .append(kind.at("/scope").asString().equals("env") ? "In an environment." : "Global.")
                    .append("\n\n| Field | Type | Required | |\n|---|---|---|---|\n");
            JsonNode schema = get("/api/v1/kinds/" + name + "/schema");
            rows(page, schema, schema, "", new HashMap<>());
        }
        Reference.check("kinds.md", page.toString());
    }

    /**
     * Rows of the fields of a schema.
     *
     * @param root to which its references refer
     * @param described what was referred to, with the field at which it is described
     */
    private static void rows(
            StringBuilder page, JsonNode root, JsonNode schema, String at, Map<String, String> described) {
        List<String> required =
                schema.path("required").valueStream().map(JsonNode::asString).toList();
        schema.path("properties").forEachEntry((name, property) -> {
            boolean list = property.has("items");
            JsonNode element = list ? property.path("items") : property;
            String field = at + name + (list ? "[]" : "");
            String reference = element.path("$ref").asString("");
            String known = reference.isEmpty() ? null : described.putIfAbsent(reference, field);
            String type = !reference.isEmpty()
                    ? "object" + (known == null ? "" : ", as `" + known + "`")
                    : element.path("type").isArray()
                            ? element.at("/type/0").asString()
                            : element.path("type").asString("");
            page.append("| `")
                    .append(field)
                    .append("` | ")
                    .append(list ? "list of " : "")
                    .append(type)
                    .append(" | ")
                    .append(required.contains(name) ? "yes" : "no")
                    .append(" | ")
                    .append(property.path("description").asString(""))
                    .append(" |\n");
            if (reference.isEmpty()) {
                rows(page, root, element, field + ".", described);
            } else if (known == null) {
                rows(page, root, root.at(reference.substring(1)), field + ".", described);
            }
        });
    }
}
