// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.ledger.Intent;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.Mutation;
import dev.plinth.core.kernel.ledger.Precondition;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of an installation of an older version. */
class FirstStartIT {
    private static final String ROLE = "{\"rules\": [{\"verbs\": [\"read\"], \"kinds\": [\"Config\"]}]}";

    @Test
    void what_nobody_has_touched_follows_the_program_and_what_somebody_has_decided_stays() {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path directory = TestCore.temporary();
        try (TestCore core = TestCore.start(TestApplication.class, database, directory)) {
            Mutation older = new Mutation.Put(
                    ResourceKey.global("Role", "app"),
                    Map.of(),
                    JsonMapper.shared().readTree(ROLE),
                    new Precondition.None());
            core.bean(Ledger.class)
                    .apply(new Intent(Principal.SYSTEM, "As an older version had it", List.of(older), false));
            core.admin().put("/api/v1/resources/Role/viewer", "{\"spec\": " + ROLE + "}");
            core.admin().delete("/api/v1/resources/RoleBinding/viewers");
        }
        String position;
        try (TestCore core = TestCore.start(TestApplication.class, database, directory)) {
            assertThat(core.admin().get("/api/v1/resources/Role/app").text()).contains("Connections");
            assertThat(core.admin().get("/api/v1/resources/Role/viewer").text()).contains("\"Config\"");
            assertThat(core.admin().get("/api/v1/resources/RoleBinding/viewers").status())
                    .isEqualTo(404);
            Answer change = core.admin().get("/api/v1/changes?limit=1");
            assertThat(change.body().at("/items/0/author").asString()).isEqualTo("system");
            position = change.body().at("/items/0/seq").asString();
        }
        try (TestCore core = TestCore.start(TestApplication.class, database, directory)) {
            assertThat(core.admin()
                            .get("/api/v1/changes?limit=1")
                            .body()
                            .at("/items/0/seq")
                            .asString())
                    .as("nothing to do any more")
                    .isEqualTo(position);
        }
    }
}
