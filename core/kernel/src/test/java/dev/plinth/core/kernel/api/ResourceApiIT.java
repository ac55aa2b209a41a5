// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Get, put, delete and list over HTTP. */
class ResourceApiIT {
    private static TestCore core;
    private static Caller admin;

    @BeforeAll
    static void start() {
        core = TestCore.start(TestApplication.class);
        admin = core.admin();
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static String at(Answer written) {
        return "&position=" + written.header("Plinth-Position");
    }

    @Test
    void an_installation_begins_with_two_environments_and_three_roles() {
        assertThat(admin.get("/api/v1/resources/Environment")
                        .body()
                        .at("/items")
                        .findValuesAsString("name"))
                .contains("dev", "prod");
        assertThat(admin.get("/api/v1/resources/Role").body().at("/items").findValuesAsString("name"))
                .contains("admin", "editor", "viewer");
    }

    @Test
    void what_was_put_can_be_read_with_its_etag() {
        Answer put = admin.put("/api/v1/resources/Widget/read?env=dev", """
                {"labels": {"team": "a"}, "spec": {"size": 7}}""");
        assertThat(put.status()).isEqualTo(200);
        Answer got = admin.get("/api/v1/resources/Widget/read?env=dev" + at(put));
        assertThat(got.header("ETag")).isEqualTo(put.header("ETag"));
        assertThat(got.body().at("/spec/size").asInt()).isEqualTo(7);
        assertThat(got.body().at("/specVersion").asInt()).isEqualTo(2);
        assertThat(got.body().at("/labels/team").asString()).isEqualTo("a");
        assertThat(got.body().at("/updatedBy").asString()).startsWith("local:");
        assertThat(admin.send(
                                "GET",
                                "/api/v1/resources/Widget/read?env=dev",
                                null,
                                null,
                                Map.of("If-None-Match", got.header("ETag")))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void a_stale_if_match_is_refused_and_loses_nothing() {
        String path = "/api/v1/resources/Widget/stale?env=dev";
        String first = admin.put(path, "{\"spec\": {\"size\": 1}}").header("ETag");
        Answer second = admin.put(path, "{\"spec\": {\"size\": 2}}", Map.of("If-Match", first));
        assertThat(second.status()).isEqualTo(200);
        Answer stale = admin.put(path, "{\"spec\": {\"size\": 3}}", Map.of("If-Match", first));
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.code()).isEqualTo("resource.revision-stale");
        assertThat(stale.body().at("/detail").asString())
                .contains("local:")
                .contains("(expected: " + first.replace("\"", "") + ")");
        assertThat(stale.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(admin.get(path + at(second)).body().at("/spec/size").asInt()).isEqualTo(2);
    }

    @Test
    void if_none_match_star_creates_only() {
        String path = "/api/v1/resources/Widget/once?env=dev";
        assertThat(admin.put(path, "{\"spec\": {\"size\": 1}}", Map.of("If-None-Match", "*"))
                        .status())
                .isEqualTo(200);
        assertThat(admin.put(path, "{\"spec\": {\"size\": 1}}", Map.of("If-None-Match", "*"))
                        .code())
                .isEqualTo("resource.revision-stale");
    }

    @Test
    void a_put_that_changes_nothing_is_no_change() {
        String path = "/api/v1/resources/Widget/same?env=dev";
        Answer first = admin.put(path, "{\"spec\": {\"size\": 1, \"colour\": \"red\"}}");
        Answer second = admin.put(path, "{\"spec\": {\"colour\": \"red\", \"size\": 1}}");
        assertThat(second.body().at("/changeSet").isNull()).isTrue();
        assertThat(second.body().at("/unchanged/0/name").asString()).isEqualTo("same");
        assertThat(admin.get(path + at(first)).header("ETag")).isEqualTo(first.header("ETag"));
    }

    @Test
    void what_was_deleted_is_gone_and_can_be_made_again() {
        String path = "/api/v1/resources/Widget/gone?env=dev";
        admin.put(path, "{\"spec\": {\"size\": 1}}");
        Answer deleted = admin.delete(path);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(admin.get(path + at(deleted)).code()).isEqualTo("resource.not-found");
        assertThat(admin.delete(path).code()).isEqualTo("resource.not-found");
        assertThat(admin.put(path, "{\"spec\": {\"size\": 1}}").status()).isEqualTo(200);
    }

    @Test
    void a_dry_run_tells_and_does_nothing() {
        String path = "/api/v1/resources/Widget/dry?env=dev";
        Answer dry = admin.put(path + "&dryRun=true", "{\"spec\": {\"size\": 1}}");
        assertThat(dry.body().at("/changes/0/action").asString()).isEqualTo("create");
        assertThat(dry.body().at("/dryRun").asBoolean()).isTrue();
        assertThat(admin.get(path).status()).isEqualTo(404);
    }

    @Test
    void lists_are_chosen_by_label_and_read_page_by_page() {
        for (int i = 0; i < 7; i++) {
            admin.put("/api/v1/resources/Box/page-" + i + "?env=dev", """
                    {"labels": {"list": "%s"}, "spec": {}}""".formatted(i % 2 == 0 ? "even" : "odd"));
        }
        Answer last =
                admin.put("/api/v1/resources/Box/page-7?env=prod", "{\"labels\": {\"list\": \"even\"}, \"spec\": {}}");
        String query = "/api/v1/resources/Box?labelSelector=list%3Deven&limit=2" + at(last);
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = admin.get(query + cursor).body();
            seen.addAll(page.at("/items").findValuesAsString("name"));
            cursor = page.at("/nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.at("/nextCursor").asString();
            pages++;
        } while (!cursor.isEmpty());
        assertThat(seen).containsExactly("page-0", "page-2", "page-4", "page-6", "page-7");
        assertThat(pages).isEqualTo(3);
        assertThat(admin.get("/api/v1/resources/Box?env=prod&labelSelector=list")
                        .body()
                        .at("/items")
                        .size())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                       | spec.size        |               | a value",
                "{\"size\": 1, \"parts\": [{}]}             | spec.parts[0].name |             | a value",
                "{\"size\": 0}                            | spec.size        | 0             | at least 1",
                "{\"size\": 1001}                         | spec.size        | 1001          | at most 1000",
                "{\"size\": \"7\"}                        | spec.size        | 7             | an integer",
                "{\"size\": 1.5}                          | spec.size        | 1.5           | an integer",
                "{\"size\": 1, \"color\": \"red\"}        | spec.color       | unknown field | colour (did you mean it?)",
                "{\"size\": 1, \"colour\": 3}             | spec.colour      | 3             | a text",
                "{\"size\": 1, \"parts\": [{\"name\":\"\"}]} | spec.parts[0].name |              | not blank",
            })
    void what_is_wrong_with_a_spec_is_said_by_field(String spec, String field, String offending, String expected) {
        Answer refused = admin.put("/api/v1/resources/Widget/wrong?env=dev", "{\"spec\": " + spec + "}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("resource.invalid");
        assertThat(refused.body().at("/violations/0/field").asString()).isEqualTo(field);
        assertThat(refused.body().at("/violations/0/offending").asString())
                .isEqualTo(offending == null ? "" : offending);
        assertThat(refused.body().at("/violations/0/expected").asString()).contains(expected);
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() {
        Answer refused = admin.put("/api/v1/resources/Widget/wrong?env=dev", """
                {"spec": {"size": 0, "colour": " ", "sise": 3}}""");
        assertThat(refused.body().at("/violations").findValuesAsString("field"))
                .containsExactlyInAnyOrder("spec.size", "spec.colour", "spec.sise");
    }

    @Test
    void a_reference_to_nothing_is_refused_and_what_is_referred_to_stays() {
        Answer nothing =
                admin.put("/api/v1/resources/Widget/lost?env=dev", "{\"spec\": {\"size\": 1, \"box\": \"nowhere\"}}");
        assertThat(nothing.code()).isEqualTo("resource.reference-missing");
        assertThat(nothing.body().at("/detail").asString())
                .isEqualTo("Widget/lost in dev refers to Box/nowhere in dev, which does not exist.");
        admin.put("/api/v1/resources/Box/held?env=dev", "{\"spec\": {}}");
        admin.put("/api/v1/resources/Widget/holder?env=dev", "{\"spec\": {\"size\": 1, \"box\": \"held\"}}");
        Answer held = admin.delete("/api/v1/resources/Box/held?env=dev");
        assertThat(held.status()).isEqualTo(409);
        assertThat(held.body().at("/detail").asString())
                .isEqualTo("Box/held in dev is still referred to by Widget/holder in dev.");
        assertThat(admin.put("/api/v1/resources/Box/b?env=qa", "{\"spec\": {}}")
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("env");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/resources/Wigdet, 404, kind.unknown",
        "/api/v1/resources/Widget/none?env=dev, 404, resource.not-found",
        "/api/v1/resources/Widget?limit=0, 400, request.invalid",
        "/api/v1/resources/Widget?limit=x, 400, request.invalid",
        "/api/v1/resources/Widget?cursor=!!, 400, request.invalid",
        "/api/v1/resources/Widget?labelSelector=a%20b, 400, request.invalid",
        "/api/v1/nothing, 404, request.no-such-path",
        "/api/v1/kinds/Wigdet/schema, 404, kind.unknown",
        "/api/v1/changes/999999, 404, ledger.change-not-found",
        "/api/v1/changes?from=yesterday, 400, request.invalid",
        "/api/v1/watch?kind=Wigdet, 404, kind.unknown",
        "/api/v1/live/Wigdet, 404, kind.unknown",
        "/api/v1/access/explain?verb=fly&kind=Widget&name=x, 400, request.invalid"
    })
    void questions_that_make_no_sense_get_a_problem(String path, int status, String code) {
        Answer answer = admin.get(path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().at("/instance").asString()).isEqualTo(path.replaceAll("\\?.*", ""));
    }

    @Test
    void names_and_scopes_are_checked() {
        assertThat(admin.put("/api/v1/resources/Widget/Big?env=dev", "{\"spec\": {\"size\": 1}}")
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("name");
        assertThat(admin.put("/api/v1/resources/Widget/no-env", "{\"spec\": {\"size\": 1}}")
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("env");
        assertThat(admin.put("/api/v1/resources/Role/r?env=dev", "{\"spec\": {\"rules\": []}}")
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("env");
        assertThat(admin.put(
                                "/api/v1/resources/Widget/w?env=dev",
                                "{\"labels\": {\"a b\": \"c\"}, \"spec\": {\"size\": 1}}")
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("labels");
    }

    @Test
    void methods_media_types_and_bodies_are_checked() {
        assertThat(admin.post("/api/v1/resources/Widget", "application/json", "{}")
                        .code())
                .isEqualTo("request.method-not-allowed");
        assertThat(admin.post("/api/v1/apply", "text/plain", "x").code()).isEqualTo("request.media-type");
        Answer malformed = admin.put("/api/v1/resources/Widget/w?env=dev", "{\"spec\": ");
        assertThat(malformed.code()).isEqualTo("document.malformed");
        assertThat(malformed.body().has("line")).isTrue();
        assertThat(admin.put("/api/v1/resources/Widget/w?env=dev", "{}")
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("spec");
        assertThat(admin.send(
                                "PUT",
                                "/api/v1/resources/Widget/w?env=dev",
                                "application/json",
                                "{\"spec\": {\"size\": 1}}".getBytes(StandardCharsets.UTF_8),
                                Map.of("If-Match", "W/x"))
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("If-Match");
    }

    @Test
    void a_spec_of_more_than_a_mebibyte_and_a_body_of_more_than_eight_are_refused() {
        Answer spec = admin.put(
                "/api/v1/resources/Box/large?env=dev", "{\"spec\": {\"note\": \"" + "x".repeat(1 << 20) + "\"}}");
        assertThat(spec.status()).isEqualTo(413);
        assertThat(spec.code()).isEqualTo("document.too-large");
        Answer body = admin.apply("#" + "x".repeat(9 << 20));
        assertThat(body.status()).isEqualTo(413);
        assertThat(body.body().at("/detail").asString()).contains("(expected: at most 8388608)");
    }

    @Test
    void a_read_may_wait_for_a_position_but_not_for_ever() {
        Answer answer = admin.get("/api/v1/resources/Widget?position=999999999");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("watch.position-not-reached");
    }

    @Test
    void the_schema_of_a_kind_is_served_for_forms_and_editors() {
        JsonNode schema = admin.get("/api/v1/kinds/Widget/schema").body();
        assertThat(schema.at("/$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.at("/additionalProperties").asBoolean(true)).isFalse();
        assertThat(schema.at("/properties/size/minimum").asInt()).isEqualTo(1);
        assertThat(schema.at("/properties/size/description").asString()).isEqualTo("How large, in millimetres");
        assertThat(schema.at("/required").toString()).contains("size");
        assertThat(schema.at("/properties").propertyNames())
                .contains("parts", "box")
                .doesNotContain("password");
        assertThat(admin.get("/api/v1/kinds").body().findValuesAsString("name"))
                .contains("Widget", "Role", "Secret", "Environment");
    }
}
