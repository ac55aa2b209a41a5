// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.testing.TestCore;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Cores find each other, and know each other by the master key. */
class CoresIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void cores_see_each_other_while_they_are_up_and_nobody_else_is_one() {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path directory = TestCore.temporary();
        try (TestCore first = TestCore.start(TestApplication.class, database, directory)) {
            Cores here = first.bean(Cores.class);
            assertThat(first.admin()
                            .put("/api/v1/live/Core/pretended", "{\"spec\": {\"url\": \"http://127.0.0.1:9\"}}")
                            .status())
                    .isEqualTo(200);
            try (TestCore second = TestCore.start(TestApplication.class, database, directory)) {
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(here.others())
                                .extracting(Cores.Peer::id)
                                .containsExactly(second.bean(Cores.class).id()));
            }
            await().atMost(LIMIT).untilAsserted(() -> assertThat(here.others()).isEmpty());
        }
    }

    @Test
    void a_token_is_good_for_one_core_and_as_it_was_issued() {
        try (TestCore core = TestCore.start(TestApplication.class);
                TestCore stranger = TestCore.start(TestApplication.class)) {
            CoreTokens tokens = core.bean(CoreTokens.class);
            String good = tokens.issue(tokens.own());
            assertThat(is(tokens, good)).isTrue();
            assertThat(core.withToken(good).get("/api/v1/resources/Role").status())
                    .as("a core has no role")
                    .isEqualTo(403);
            assertThat(is(tokens, tokens.issue("another"))).isFalse();
            assertThat(is(tokens, stranger.bean(CoreTokens.class).issue(tokens.own())))
                    .as("another master key")
                    .isFalse();
            assertThat(is(tokens, good.substring(0, good.length() - 2) + "AA")).isFalse();
            String claim = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(("9999999999999 x " + tokens.own()).getBytes(StandardCharsets.UTF_8));
            assertThat(is(tokens, "plinth_core_" + claim + good.substring(good.indexOf('.'))))
                    .isFalse();
            assertThat(is(tokens, "plinth_core_")).isFalse();
            assertThat(is(tokens, "plinth_core_%.%")).isFalse();
        }
    }

    private static boolean is(CoreTokens tokens, String token) {
        return tokens.authenticate(token, InetAddress.getLoopbackAddress()) != null;
    }
}
