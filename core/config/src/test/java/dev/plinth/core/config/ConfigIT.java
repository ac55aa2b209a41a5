// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.TestConfig;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Settings of apps, from what is written to what an app sees. */
class ConfigIT {
    private static TestCore core;

    @BeforeAll
    static void start() {
        core = TestCore.start(TestConfig.class);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static Answer write(String app, String format, String content) {
        return core.admin()
                .put(
                        "/api/v1/resources/Config/" + app + "?env=dev",
                        JsonMapper.shared()
                                .createObjectNode()
                                .set(
                                        "spec",
                                        JsonMapper.shared()
                                                .createObjectNode()
                                                .put("format", format)
                                                .put("content", content))
                                .toString());
    }

    private static JsonNode effective(String app, Answer written) {
        return core.admin()
                .get("/api/v1/config/" + app + "?env=dev&position=" + written.header("Plinth-Position"))
                .body();
    }

    @Test
    void yaml_and_properties_become_flat_keys() {
        Answer yaml =
                write("shop", "yaml", "server:\n  port: 8081\nhosts: [a, b]\nempty:\nnested: {deep: {er: true}}\n");
        assertThat(yaml.status()).as(yaml.text()).isEqualTo(200);
        assertThat(effective("shop", yaml).at("/properties").toString())
                .isEqualTo(
                        "{\"server.port\":\"8081\",\"hosts[0]\":\"a\",\"hosts[1]\":\"b\",\"empty\":\"\",\"nested.deep.er\":\"true\"}");
        Answer properties = write("shop", "properties", "# a comment\nserver.port = 8082\nname=caf\\u00e9\n");
        assertThat(effective("shop", properties).at("/properties").toString())
                .isEqualTo("{\"server.port\":\"8082\",\"name\":\"café\"}");
        assertThat(effective("shop", properties).at("/revision").asLong())
                .isEqualTo(Long.parseLong(properties.header("Plinth-Position")));
        Answer reverted = core.admin()
                .post("/api/v1/changes/" + properties.header("Plinth-Position") + "/revert", "application/json", "");
        assertThat(reverted.status()).as(reverted.text()).isEqualTo(200);
        assertThat(effective("shop", reverted).at("/properties/server.port").asString())
                .isEqualTo("8081");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            yaml       | 'a: [1, 2'        | YAML:
            yaml       | 'a: 1\na: 2'      | YAML: Duplicate
            yaml       | '- a'             | YAML with keys and values at its top
            yaml       | just text         | YAML with keys and values at its top
            properties | 'a=1\na=2'        | each key once; twice there: a
            properties | 'a=\\u00zz'       | properties as Java reads them
            """)
    void what_cannot_be_read_is_refused_and_what_was_there_stays(String format, String content, String expected) {
        Answer before = write("kept", "yaml", "a: kept");
        Answer refused = write("kept", format, content.replace("\\n", "\n"));
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.body().at("/violations/0/field").asString()).isEqualTo("spec.content");
        assertThat(refused.body().at("/violations/0/expected").asString()).startsWith(expected);
        assertThat(effective("kept", before).at("/properties/a").asString()).isEqualTo("kept");
    }

    @Test
    void only_who_may_read_it_sees_it() {
        Answer written = write("private", "yaml", "a: 1");
        assertThat(core.anonymous().get("/api/v1/config/private?env=dev").status())
                .isEqualTo(401);
        assertThat(core.process("nobody").get("/api/v1/config/private?env=dev").status())
                .isEqualTo(403);
        assertThat(effective("private", written).at("/properties/a").asString()).isEqualTo("1");
        assertThat(core.admin()
                        .get("/api/v1/config/unknown?env=dev")
                        .body()
                        .at("/properties")
                        .isEmpty())
                .isTrue();
    }
}
