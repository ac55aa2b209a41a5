// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.core.testing.TestCore.Sse;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** A secret goes in and never comes out again, but to who may use it. */
@ExtendWith(OutputCaptureExtension.class)
class SecretIT {
    private static final String PLANTED = "Pl4nted-hunter2-QzW";

    private static final EngineConnection DATABASE = TestingPostgres.freshDatabase();
    private static TestCore core;
    private static Caller admin;

    @BeforeAll
    static void start() {
        core = TestCore.start(TestApplication.class, DATABASE);
        admin = core.admin();
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static Answer put(String name, String value) {
        return admin.put("/api/v1/resources/Secret/" + name + "?env=dev", "{\"spec\": {\"value\": \"" + value + "\"}}");
    }

    private static String reveal(Answer after, String name) {
        core.bean(LedgerPosition.class).await(Long.parseLong(after.header("Plinth-Position")), Duration.ofSeconds(5));
        return core.bean(SecretVault.class).reveal(me(), "dev", name);
    }

    private static Principal me() {
        return new Principal("local:" + System.getProperty("user.name"), Set.of());
    }

    @Test
    void a_planted_secret_is_found_nowhere(CapturedOutput output) throws Exception {
        StringBuilder heard = new StringBuilder();
        try (var watching = admin.watch("", Map.of())) {
            watching.synced();
            Answer put = put("planted", PLANTED);
            heard.append(put.text());
            Sse event;
            do {
                // what an earlier test has written may come first
                event = watching.nextNews();
                heard.append(event.data());
            } while (!event.data().at("/name").asString().equals("planted"));
        }
        // mistakes that people make with it
        heard.append(admin.put(
                        "/api/v1/resources/Widget/w?env=dev",
                        "{\"spec\": {\"size\": 1, \"password\": \"" + PLANTED + "\"}}")
                .text());
        heard.append(admin.put(
                        "/api/v1/resources/Widget/w?env=dev",
                        "{\"spec\": {\"size\": 1, \"password\": {\"x\": \"" + PLANTED + "\"}}}")
                .text());
        heard.append(admin.put(
                        "/api/v1/resources/Widget/w?env=dev",
                        "{\"spec\": {\"size\": 1, \"parts\": [{\"name\": \"p\", \"key\": \"" + PLANTED + "\"}]}}")
                .text());
        heard.append(
                admin.put("/api/v1/resources/Secret/planted?env=dev", "{\"spec\": {\"value\": [\"" + PLANTED + "\"]}}")
                        .text());
        heard.append(admin.put(
                        "/api/v1/resources/Secret/planted?env=dev",
                        "{\"spec\": {\"value\": \"" + PLANTED + "\", \"valu\": 1}}")
                .text());
        heard.append(admin.get("/api/v1/resources/Secret/planted?env=dev").text());
        heard.append(admin.get("/api/v1/changes?kind=Secret").text());
        heard.append(admin.get("/api/v1/backup").text());
        assertThat(heard).doesNotContain(PLANTED).contains("fingerprint", "secretRef");
        assertThat(output.getAll()).doesNotContain(PLANTED);
        assertThat(dump()).doesNotContain(PLANTED).contains("planted");
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            assertThat(process.info().commandLine().orElse("")).doesNotContain(PLANTED);
        }
    }

    private static String dump() {
        JdbcTemplate jdbc = core.bean(JdbcTemplate.class);
        List<String> tables = jdbc.query(
                "select table_schema || '.' || table_name from information_schema.tables where table_schema = 'kernel'",
                (row, i) -> row.getString(1));
        StringBuilder dump = new StringBuilder();
        for (String table : tables) {
            dump.append(jdbc.query("select t::text from " + table + " t", (row, i) -> row.getString(1)));
        }
        return dump.toString();
    }

    @Test
    void who_may_use_it_gets_the_newest_value() {
        put("used", "first");
        assertThat(reveal(put("used", "second"), "used")).isEqualTo("second");
    }

    @Test
    void who_may_not_is_refused_even_as_one_who_may_read_and_write() {
        admin.apply("""
                kind: Role
                name: half
                spec: {rules: [{verbs: [read, write, delete], kinds: ["*"]}]}
                ---
                kind: RoleBinding
                name: half
                spec: {role: half, subjects: ["process:half"]}
                """);
        put("guarded", "x-value");
        assertThatThrownBy(() ->
                        core.bean(SecretVault.class).reveal(new Principal("process:half", Set.of()), "dev", "guarded"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("no rule of the roles of process:half");
        assertThat(core.process("half")
                        .get("/api/v1/resources/Secret/guarded?env=dev")
                        .text())
                .doesNotContain("x-value");
    }

    @Test
    void what_was_read_can_be_applied_again_and_a_change_reverted() {
        put("again", "one");
        Answer second = put("again", "two");
        String shown = admin.get("/api/v1/resources/Secret/again?env=dev&position=" + second.header("Plinth-Position"))
                .text();
        assertThat(admin.post("/api/v1/apply", "application/json", shown).body().at("/unchanged"))
                .hasSize(1);
        Answer reverted = admin.post(
                "/api/v1/changes/" + second.body().at("/changeSet").asLong() + "/revert", "application/json", "");
        assertThat(reveal(reverted, "again")).isEqualTo("one");
    }

    @Test
    void the_fingerprint_of_another_secret_is_of_no_use() {
        Answer put = put("mine", "value-1");
        String fingerprint = put.body().at("/changes/0/after/spec/fingerprint").asString();
        Answer stolen = admin.put(
                "/api/v1/resources/Secret/theirs?env=dev",
                "{\"spec\": {\"keyId\": \"x\", \"fingerprint\": \"" + fingerprint + "\"}}");
        assertThat(stolen.status()).isEqualTo(422);
    }

    @Test
    void another_master_key_is_said_to_be_the_wrong_one() {
        Answer put = put("sealed", "value-2");
        try (TestCore other = TestCore.start(TestApplication.class, DATABASE)) {
            assertThat(put.status()).isEqualTo(200);
            assertThatThrownBy(() -> other.bean(SecretVault.class).reveal(me(), "dev", "sealed"))
                    .isInstanceOf(ProblemException.class);
        } catch (RuntimeException e) {
            // a new key is not even made while the database holds what another one sealed
            assertThat(e).hasStackTraceContaining("The master key is not there");
        }
    }
}
