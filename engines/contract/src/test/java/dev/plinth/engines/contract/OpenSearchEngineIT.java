// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.engines.Engine;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class OpenSearchEngineIT extends EngineContract {
    private final OpenSearchEngine engine = new OpenSearchEngine();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    Engine engine() {
        return engine;
    }

    private HttpResponse<String> send(String method, String path, String body, String password) throws Exception {
        String pair = Base64.getEncoder().encodeToString(("plinth:" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(running.connection().url() + path))
                .header("Authorization", "Basic " + pair)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    void write(String key, String value) throws Exception {
        assertThat(send("PUT", "/kept/_doc/" + key, "{\"value\": \"" + value + "\"}", password())
                        .statusCode())
                .isEqualTo(201);
    }

    @Override
    String read(String key) throws Exception {
        String body = send("GET", "/kept/_source/" + key, "", password()).body();
        return body.replaceAll(".*\"value\"\\s*:\\s*\"([^\"]*)\".*", "$1");
    }

    @Test
    void without_the_password_nothing_answers() throws Exception {
        HttpRequest anonymous = HttpRequest.newBuilder(
                        URI.create(running.connection().url() + "/"))
                .build();
        HttpResponse<String> answer = http.send(anonymous, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"plinth\"");
        for (String path : new String[] {"/", "/_cat/indices", "/_cluster/health", "/nothing/_search"}) {
            assertThat(send("GET", path, "", "wrong").statusCode()).as(path).isEqualTo(401);
        }
    }

    @Test
    void it_searches_full_text() throws Exception {
        send("PUT", "/films/_doc/1?refresh=true", "{\"title\": \"The Walking Skeletons\"}", password());
        assertThat(send("GET", "/films/_search?q=title:skeletons", "", password())
                        .body())
                .contains("\"_id\":\"1\"");
    }

    @Test
    void its_only_port_is_that_of_http() throws Exception {
        assertThat(Listening.addressesOf(running.process().pid())).containsExactly("127.0.0.1:" + running.port());
    }
}
