// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.plinth.core.TestIdentity;
import dev.plinth.core.testing.TestCore;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys come and go without a token being refused. */
class SigningKeysIT {
    private static TestCore core;
    private static SigningKeys keys;

    @BeforeAll
    static void start() {
        core = TestIdentity.start();
        keys = core.bean(SigningKeys.class);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    @AfterEach
    void backToThePresent() {
        TestIdentity.present();
    }

    private static List<String> published() {
        return keys.published().stream().map(JWK::getKeyID).toList();
    }

    @Test
    void the_next_key_is_known_a_day_before_it_signs_and_the_last_a_day_after() {
        String first = keys.active().getKeyID();
        assertThat(published()).containsExactly(first);
        TestIdentity.pass(Duration.ofDays(29).plusHours(1));
        keys.refresh();
        assertThat(keys.active().getKeyID()).isEqualTo(first);
        assertThat(published()).hasSize(2).startsWith(first);
        String second = published().getLast();
        TestIdentity.pass(Duration.ofDays(1));
        assertThat(keys.active().getKeyID()).isEqualTo(second);
        assertThat(published()).contains(first);
        TestIdentity.pass(Duration.ofDays(2));
        keys.refresh();
        assertThat(published()).containsExactly(second);
        TestIdentity.pass(Duration.ofDays(100));
        keys.refresh();
        assertThat(keys.active().getKeyID())
                .as("after a long sleep there is a fresh one at once")
                .isNotEqualTo(second);
    }

    @Test
    void a_key_that_may_be_known_is_replaced_at_once() {
        try (TestCore own = TestIdentity.start()) {
            SigningKeys its = own.bean(SigningKeys.class);
            String compromised = its.active().getKeyID();
            its.replaceActive();
            assertThat(its.active().getKeyID()).isNotEqualTo(compromised);
            assertThat(its.find(compromised))
                    .as("its tokens are good until they expire")
                    .isNotNull();
        }
    }

    @Test
    void a_core_with_another_master_key_starts_and_signs_with_a_key_of_its_own() {
        EngineConnection database = TestingPostgres.freshDatabase();
        String before;
        try (TestCore core = TestIdentity.start(database, TestCore.temporary())) {
            before = core.bean(SigningKeys.class).active().getKeyID();
        }
        try (TestCore core = TestIdentity.start(database, TestCore.temporary())) {
            assertThat(core.bean(SigningKeys.class).active().getKeyID()).isNotEqualTo(before);
        }
    }

    @Test
    void cores_that_start_at_once_agree_on_one_key() throws Exception {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path directory = TestCore.temporary();
        TestIdentity.start(database, directory).close();
        TestIdentity.pass(Duration.ofDays(40));
        try (ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<TestCore> one = starts.submit(() -> TestIdentity.start(database, directory));
            Future<TestCore> two = starts.submit(() -> TestIdentity.start(database, directory));
            try (TestCore first = one.get();
                    TestCore second = two.get()) {
                assertThat(first.bean(SigningKeys.class).active().getKeyID())
                        .isEqualTo(second.bean(SigningKeys.class).active().getKeyID());
            }
        }
    }
}
