// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What an older Plinth wrote. */
class UpcastIT {
    @Test
    void an_old_spec_is_shown_and_reverted_in_todays_version_and_kept_as_it_was_written() {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path directory = TestCore.temporary();
        JdbcTemplate jdbc;
        try (TestCore core = TestCore.start(TestApplication.class, database, directory)) {
            core.admin().put("/api/v1/resources/Widget/old?env=dev", "{\"spec\": {\"size\": 30}}");
            jdbc = core.bean(JdbcTemplate.class);
            // as version 1 of the kind said it
            jdbc.update(
                    "update kernel.resource set spec = '{\"centimetres\": 3}', spec_version = 1 where name = 'old'");
            jdbc.update(
                    "update kernel.change set after = '{\"labels\": {}, \"spec\": {\"centimetres\": 3}, \"specVersion\": 1}' where name = 'old'");
        }
        try (TestCore core = TestCore.start(TestApplication.class, database, directory)) {
            Caller admin = core.admin();
            var shown = admin.get("/api/v1/resources/Widget/old?env=dev").body();
            assertThat(shown.at("/spec").toString()).isEqualTo("{\"size\":30}");
            assertThat(shown.at("/specVersion").asInt()).isEqualTo(2);
            var changed = admin.put("/api/v1/resources/Widget/old?env=dev", "{\"spec\": {\"size\": 40}}")
                    .body();
            assertThat(changed.at("/changes/0/before/spec/size").asInt()).isEqualTo(30);
            var reverted = admin.post(
                    "/api/v1/changes/" + changed.at("/changeSet").asLong() + "/revert", "application/json", "");
            assertThat(reverted.body().at("/changes/0/after/spec/size").asInt()).isEqualTo(30);
            assertThat(admin.get("/api/v1/changes?name=old").body().at("/items").findValuesAsString("action"))
                    .containsExactly("update", "update", "create");
            assertThat(core.bean(JdbcTemplate.class)
                            .queryForObject(
                                    "select after ->> 'specVersion' from kernel.change where name = 'old' and action = 'create'",
                                    String.class))
                    .isEqualTo("1");
        }
    }
}
