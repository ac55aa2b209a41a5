// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestSearch;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What apps get of OpenSearch, and what they do not. */
class IndexIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path engines;

    private static TestingEngine opensearch;
    private static TestCore core;
    private static JsonNode catalog;
    private static JsonNode reader;

    @BeforeAll
    static void start() {
        opensearch = new TestingEngine(new OpenSearchEngine(), engines);
        EngineConnection connection = opensearch.connection();
        core = TestCore.start(
                TestSearch.class,
                TestingPostgres.freshDatabase(),
                TestCore.temporary(),
                "--plinth.engines.opensearch.url=" + connection.url(),
                "--plinth.engines.opensearch.username=" + connection.username(),
                "--plinth.engines.opensearch.password-file=" + connection.passwordFile());
        declare("films", "{apps: [catalog], readers: [reader]}");
        declare("secrets", "{apps: [stranger]}");
        catalog = connection("catalog");
        reader = connection("reader");
        JsonNode stranger = connection("stranger");
        HttpResponse<String> hidden =
                send(stranger, "PUT", "/dev.secrets/_doc/1?refresh=true", "{\"word\": \"hidden\"}");
        assertThat(hidden.statusCode()).as(hidden.body()).isEqualTo(201);
        assertThat(status(
                        catalog,
                        "PUT",
                        "/dev.films",
                        "{\"mappings\": {\"properties\": {\"title\": {\"type\": \"text\"}}}}"))
                .isEqualTo(200);
        assertThat(status(catalog, "PUT", "/dev.films/_doc/1?refresh=true", "{\"title\": \"Alien\"}"))
                .isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        core.close();
        opensearch.close();
    }

    private static void declare(String name, String spec) {
        Answer applied = core.admin().apply("kind: Index\nenv: dev\nname: %s\nspec: %s\n".formatted(name, spec));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    }

    private static JsonNode connection(String app) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> core.app(app)
                                .get("/api/v1/connections?env=dev&app=" + app)
                                .body()
                                .at("/items/0"),
                        item -> item.at("/ready").asBoolean(false));
    }

    private static HttpResponse<String> send(String user, String password, String method, String path, String body) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opensearch.port() + path))
                            .header("Authorization", "Basic " + pair)
                            .header(
                                    "Content-Type",
                                    path.contains("_bulk") || path.contains("_msearch")
                                            ? "application/x-ndjson"
                                            : "application/json")
                            .method(
                                    method,
                                    body == null || body.isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body.replace("\\n", "\n")))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> send(JsonNode item, String method, String path, String body) {
        return send(item.at("/username").asString(), item.at("/password").asString(), method, path, body);
    }

    private static int status(JsonNode item, String method, String path, String body) {
        return send(item, method, path, body).statusCode();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/|",
                "GET|/dev.films/_doc/1|",
                "GET|/dev.films/_search?q=alien|",
                "GET|/dev.films/_count|",
                "HEAD|/dev.films|",
                "GET|/dev.films/_mapping|",
                "GET|/dev.films/_settings|",
                "PUT|/dev.films/_mapping|{\"properties\": {\"year\": {\"type\": \"short\"}}}",
                "POST|/dev.films/_update/1|{\"doc\": {\"year\": 1979}}",
                "POST|/_bulk|{\"index\": {\"_index\": \"dev.films\", \"_id\": \"2\"}}\\n{\"title\": \"Brazil\", \"brand_new_field\": 1}\\n",
                "POST|/dev.films/_bulk|{\"index\": {}}\\n{\"title\": \"Casablanca\"}\\n",
                "POST|/dev.films/_refresh|",
                "POST|/_mget|{\"docs\": [{\"_index\": \"dev.films\", \"_id\": \"1\"}]}",
                "POST|/_msearch|{\"index\": \"dev.films\"}\\n{\"query\": {\"match_all\": {}}}\\n",
                "POST|/dev.films/_delete_by_query?refresh=true|{\"query\": {\"match\": {\"title\": \"casablanca\"}}}",
                "PUT|/dev.films/_settings|{\"index\": {\"refresh_interval\": \"5s\"}}",
                "POST|/dev.films/_analyze|{\"text\": \"x\"}",
            })
    void an_app_does_what_a_search_needs(String method, String path, String body) {
        HttpResponse<String> answer = send(catalog, method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        assertThat(answer.body()).doesNotContain("security_exception").doesNotContain("\"errors\":true");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/dev.secrets/_doc/1|",
                "GET|/dev.secrets/_search|",
                "GET|/_search|",
                "GET|/_all/_search|",
                "GET|/*/_search|",
                "GET|/dev.*/_search|",
                "GET|/dev.films,dev.secrets/_search|",
                "GET|/%3Cdev.secrets%3E/_search|",
                "POST|/dev.films/_search|{\"query\": {\"terms\": {\"title\": {\"index\": \"dev.secrets\", \"id\": \"1\", \"path\": \"word\"}}}}",
                "POST|/_mget|{\"docs\": [{\"_index\": \"dev.secrets\", \"_id\": \"1\"}]}",
                "POST|/_search/scroll|{\"scroll\": \"1m\", \"scroll_id\": \"RkxVQ1RVQVRF\"}",
                "PUT|/dev.secrets/_doc/2|{\"word\": \"mine\"}",
                "DELETE|/dev.secrets|",
                "DELETE|/*|",
                "PUT|/plinth-logs-2026.11.25|{}",
                "PUT|/dev.other|{}",
                "POST|/_aliases|{\"actions\": [{\"add\": {\"index\": \"dev.films\", \"alias\": \"plinth-logs-x\"}}]}",
                "PUT|/dev.films/_alias/plinth-logs-x|",
                "POST|/_reindex|{\"source\": {\"index\": \"dev.secrets\"}, \"dest\": {\"index\": \"dev.films\"}}",
                "GET|/_cat/indices|",
                "GET|/_cluster/health|",
                "GET|/_cluster/settings|",
                "PUT|/_cluster/settings|{\"transient\": {\"action.auto_create_index\": \"false\"}}",
                "GET|/_nodes|",
                "PUT|/_index_template/t|{\"index_patterns\": [\"plinth-*\"]}",
                "PUT|/_ingest/pipeline/p|{\"processors\": []}",
                "PUT|/_plinth/users|{\"users\": {}}",
                "POST|/_scripts/s|{\"script\": {\"lang\": \"painless\", \"source\": \"1\"}}",
                "GET|/_tasks|",
            })
    void an_app_reaches_nothing_beyond_its_indices(String method, String path, String body) {
        HttpResponse<String> answer = send(catalog, method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("hidden");
    }

    @Test
    void parts_of_many_are_refused_one_by_one() {
        HttpResponse<String> searches = send(
                catalog,
                "POST",
                "/_msearch",
                "{\"index\": \"dev.films\"}\n{\"query\": {\"match_all\": {}}}\n{\"index\": \"dev.secrets\"}\n{\"query\": {\"match_all\": {}}}\n");
        assertThat(searches.body()).doesNotContain("hidden").contains("security_exception");
        HttpResponse<String> bulk = send(
                catalog,
                "POST",
                "/dev.films/_bulk",
                "{\"index\": {\"_index\": \"dev.secrets\", \"_id\": \"9\"}}\n{\"word\": \"mine\"}\n");
        assertThat(bulk.body()).contains("security_exception");
        HttpResponse<String> alias = send(catalog, "PUT", "/dev.films2", "{\"aliases\": {\"plinth-logs-x\": {}}}");
        assertThat(alias.statusCode()).isEqualTo(403);
    }

    @Test
    void a_reader_reads_only() {
        assertThat(status(reader, "GET", "/dev.films/_search", "")).isEqualTo(200);
        assertThat(status(reader, "PUT", "/dev.films/_doc/3", "{}")).isEqualTo(403);
        assertThat(status(reader, "DELETE", "/dev.films", "")).isEqualTo(403);
    }

    @Test
    void wrong_passwords_are_refused_and_users_survive_a_kill() {
        assertThat(send("dev.catalog", "wrong", "GET", "/", "").statusCode()).isEqualTo(401);
        assertThat(send("nobody", "wrong", "GET", "/", "").statusCode()).isEqualTo(401);
        opensearch.killAndRestart();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(status(catalog, "GET", "/dev.films/_doc/1", ""))
                        .isEqualTo(200));
    }

    @Test
    void what_is_deleted_loses_its_access_and_no_data() {
        declare("gone", "{apps: [leaver]}");
        JsonNode item = connection("leaver");
        assertThat(status(item, "PUT", "/dev.gone/_doc/1", "{}")).isEqualTo(201);
        core.admin().delete("/api/v1/resources/Index/gone?env=dev");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(status(item, "GET", "/dev.gone/_doc/1", "")).isEqualTo(401));
        String password =
                SecretFiles.read(Objects.requireNonNull(opensearch.connection().passwordFile()));
        assertThat(send("plinth", password, "GET", "/dev.gone/_doc/1", "").statusCode())
                .isEqualTo(200);
    }
}
