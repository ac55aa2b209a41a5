// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Apply, the ledger and the way back. */
class ApplyIT {
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

    private static String widget(String name, int size, String more) {
        return "---\nkind: Widget\nenv: dev\nname: %s\n%sspec:\n  size: %d\n".formatted(name, more, size);
    }

    private static int size(String name, Answer after) {
        return admin.get("/api/v1/resources/Widget/" + name + "?env=dev&position=" + after.header("Plinth-Position"))
                .body()
                .at("/spec/size")
                .asInt(-1);
    }

    @Test
    void documents_are_one_change_set_with_one_message() {
        Answer applied = admin.post(
                "/api/v1/apply?message=all%20three",
                "application/yaml", widget("set-a", 1, "") + widget("set-b", 2, "") + widget("set-c", 3, ""));
        assertThat(applied.status()).isEqualTo(200);
        long set = applied.body().at("/changeSet").asLong();
        JsonNode changes = admin.get("/api/v1/changes?changeSet=" + set).body().at("/items");
        assertThat(changes)
                .hasSize(3)
                .allSatisfy(
                        change -> assertThat(change.at("/message").asString()).isEqualTo("all three"));
        assertThat(changes.get(0).at("/seq").asLong()).isEqualTo(set + 2);
    }

    @Test
    void documents_in_json_do_as_well() {
        Answer applied = admin.post("/api/v1/apply", "application/json", """
                [{"kind": "Widget", "env": "dev", "name": "json-a", "spec": {"size": 1}},
                 {"kind": "Widget", "env": "dev", "name": "json-b", "spec": {"size": 2}}]""");
        assertThat(applied.body().at("/changes")).hasSize(2);
    }

    @Test
    void one_bad_document_and_nothing_happens() {
        Answer refused = admin.apply(widget("half-a", 1, "") + widget("half-b", 0, "")
                + "---\nkind: Widget\nenv: dev\nname: half-c\nspec: {size: x}\n");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().at("/violations").findValuesAsString("field"))
                .containsExactly("[1].spec.size", "[2].spec.size");
        assertThat(admin.get("/api/v1/resources/Widget/half-a?env=dev").status())
                .isEqualTo(404);
    }

    @Test
    void documents_may_refer_to_each_other() {
        Answer applied = admin.apply("""
                kind: Widget
                env: dev
                name: in-box
                spec: {size: 1, box: its-box}
                ---
                kind: Box
                env: dev
                name: its-box
                spec: {}
                """);
        assertThat(applied.status()).isEqualTo(200);
    }

    @Test
    void a_dry_run_gives_the_difference_and_changes_nothing() {
        Answer first = admin.apply(widget("diff", 1, "labels: {tier: a}\n"));
        Answer dry =
                admin.post("/api/v1/apply?dryRun=true", "application/yaml", widget("diff", 2, "labels: {tier: b}\n"));
        assertThat(dry.body().at("/changes/0/diff").findValuesAsString("path"))
                .containsExactlyInAnyOrder("labels.tier", "spec.size");
        assertThat(size("diff", first)).isEqualTo(1);
        assertThat(admin.get("/api/v1/changes?kind=Widget&name=diff").body().at("/items"))
                .hasSize(1);
    }

    @Test
    void prune_deletes_what_matches_and_is_not_there_any_more() {
        admin.apply(widget("prune-a", 1, "labels: {set: p}\n")
                + widget("prune-b", 1, "labels: {set: p}\n")
                + widget("prune-c", 1, "labels: {set: q}\n"));
        Answer pruned = admin.post(
                "/api/v1/apply?prune=true&labelSelector=set%3Dp",
                "application/yaml", widget("prune-a", 2, "labels: {set: p}\n"));
        assertThat(pruned.body().at("/changes").findValuesAsString("action"))
                .containsExactlyInAnyOrder("update", "delete");
        assertThat(size("prune-b", pruned)).isEqualTo(-1);
        assertThat(size("prune-c", pruned)).isEqualTo(1);
        assertThat(admin.post("/api/v1/apply?prune=true", "application/yaml", widget("prune-a", 2, ""))
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("labelSelector");
    }

    @Test
    void a_document_that_carries_a_revision_must_still_be_at_it() {
        Answer first = admin.apply(widget("rev", 1, ""));
        long revision = first.body().at("/position").asLong();
        assertThat(admin.apply(widget("rev", 2, "revision: " + revision + "\n")).status())
                .isEqualTo(200);
        assertThat(admin.apply(widget("rev", 3, "revision: " + revision + "\n")).code())
                .isEqualTo("resource.revision-stale");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind: [x", "\t", "a: b: c", "kind: Widget\nkind: Box", "&a [*a, *a", "%YAML 9.9\n---\n{"})
    void what_is_no_yaml_is_refused(String yaml) {
        Answer refused = admin.apply(yaml);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("document.malformed");
        assertThat(refused.body().at("/detail").asString()).isNotBlank();
    }

    @Test
    void documents_of_another_shape_are_refused_by_field() {
        assertThat(admin.apply("- 1\n- 2\n").code()).isEqualTo("resource.invalid");
        assertThat(admin.apply("kind: Widget\nnam: x\nspec: {}\n")
                        .body()
                        .at("/violations")
                        .findValuesAsString("field"))
                .contains("nam", "name");
        assertThat(admin.apply("kind: Wigdet\nname: x\nspec: {}\n").code()).isEqualTo("kind.unknown");
        assertThat(admin.apply(widget("twice", 1, "") + widget("twice", 2, ""))
                        .body()
                        .at("/violations/0/expected")
                        .asString())
                .isEqualTo("each resource once in a change set");
        assertThat(admin.apply("---\n---\n").body().at("/detail").asString()).isEqualTo("There is no document in it.");
    }

    @Test
    void the_ledger_is_filtered_by_kind_environment_author_and_time() {
        Answer one = admin.apply(widget("ledger", 1, ""));
        String at = one.body().at("/changes/0/at").asString();
        admin.apply(widget("ledger", 2, ""));
        assertThat(found("kind=Widget&name=ledger&env=dev")).isEqualTo(2);
        assertThat(found("name=ledger&env=prod")).isZero();
        assertThat(found("name=ledger&author=nobody")).isZero();
        assertThat(found("name=ledger&author=local:" + System.getProperty("user.name")))
                .isEqualTo(2);
        assertThat(found("name=ledger&to=" + at)).isZero();
        assertThat(found("name=ledger&from=" + at)).isEqualTo(2);
        JsonNode page = admin.get("/api/v1/changes?name=ledger&limit=1").body();
        assertThat(page.at("/items/0/diff/0/path").asString()).isEqualTo("spec.size");
        assertThat(page.at("/items/0/before/spec/size").asInt()).isEqualTo(1);
        assertThat(page.at("/items/0/after/spec/size").asInt()).isEqualTo(2);
        JsonNode next = admin.get("/api/v1/changes?name=ledger&limit=1&cursor="
                        + page.at("/nextCursor").asString())
                .body();
        assertThat(next.at("/items/0/action").asString()).isEqualTo("create");
    }

    private static int found(String query) {
        return admin.get("/api/v1/changes?" + query).body().at("/items").size();
    }

    @Test
    void a_change_set_is_reverted_as_one() {
        admin.apply(widget("back-a", 1, "") + widget("back-b", 1, ""));
        Answer changed = admin.apply(widget("back-a", 2, "") + widget("back-c", 2, ""));
        long set = changed.body().at("/changeSet").asLong();
        Answer reverted = admin.post("/api/v1/changes/" + (set + 1) + "/revert?message=oops", "application/json", "");
        assertThat(reverted.status()).isEqualTo(200);
        assertThat(size("back-a", reverted)).isEqualTo(1);
        assertThat(size("back-c", reverted)).isEqualTo(-1);
        Answer again = admin.post(
                "/api/v1/changes/" + reverted.body().at("/changeSet").asLong() + "/revert", "application/json", "");
        assertThat(size("back-c", again)).isEqualTo(2);
    }

    @Test
    void a_revert_under_later_edits_is_a_conflict_that_names_them() {
        admin.apply(widget("conflict", 1, ""));
        long set =
                admin.apply(widget("conflict", 2, "")).body().at("/changeSet").asLong();
        long later =
                admin.apply(widget("conflict", 3, "")).body().at("/position").asLong();
        Answer conflict = admin.post("/api/v1/changes/" + set + "/revert", "application/json", "");
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.body().at("/laterChanges/0").asLong()).isEqualTo(later);
        assertThat(conflict.body().at("/detail").asString())
                .contains("Widget/conflict in dev was changed again by local:");
    }

    @Test
    void a_dry_run_of_a_revert_does_nothing() {
        admin.apply(widget("dry-revert", 1, ""));
        Answer second = admin.apply(widget("dry-revert", 2, ""));
        Answer dry = admin.post(
                "/api/v1/changes/" + second.body().at("/changeSet").asLong() + "/revert?dryRun=true",
                "application/json",
                "");
        assertThat(dry.body().at("/changes/0/after/spec/size").asInt()).isEqualTo(1);
        assertThat(size("dry-revert", second)).isEqualTo(2);
    }
}
