// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppTokensTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T10:00:00Z"));
    private TestingPlinth plinth;
    private AppTokens tokens;

    @BeforeEach
    void start() throws IOException {
        plinth = new TestingPlinth();
        tokens = AppTokens.of(plinth.url(), "orders", () -> "secret", now::get);
    }

    @AfterEach
    void stop() {
        plinth.close();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Test
    void a_token_is_kept_and_renewed_ahead_of_its_end() {
        assertThat(tokens.get()).isEqualTo("token-1");
        pass(Duration.ofSeconds(199));
        assertThat(tokens.get()).isEqualTo("token-1");
        pass(Duration.ofSeconds(2));
        assertThat(tokens.get()).isEqualTo("token-2");
    }

    @Test
    void each_service_has_a_token_of_its_own() {
        assertThat(tokens.forService("payments")).isEqualTo("token-1");
        assertThat(tokens.forService("stock")).isEqualTo("token-2");
        assertThat(tokens.forService("payments")).isEqualTo("token-1");
        assertThat(plinth.tokenRequests())
                .containsExactly(
                        "grant_type=client_credentials&resource=urn:plinth:service:payments",
                        "grant_type=client_credentials&resource=urn:plinth:service:stock");
    }

    @Test
    void one_request_is_under_way_at_a_time() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        plinth.beforeToken(() -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            atOnce.decrementAndGet();
        });
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(many.submit(tokens::get));
            }
        }
        for (Future<String> answer : answers) {
            assertThat(answer.get()).isEqualTo("token-1");
        }
        assertThat(most).hasValue(1);
        assertThat(plinth.tokenRequests()).hasSize(1);
    }

    @Test
    void while_plinth_is_away_a_token_is_used_as_long_as_it_is_good() {
        tokens.get();
        plinth.answerTokensWith(503);
        pass(Duration.ofSeconds(290));
        assertThat(tokens.get()).isEqualTo("token-1");
        pass(Duration.ofSeconds(9));
        assertThatThrownBy(tokens::get)
                .isInstanceOf(PlinthException.Unavailable.class)
                .hasMessageContaining("status 503");
        plinth.answerTokensWith(200);
        pass(Duration.ofSeconds(1));
        assertThat(tokens.get()).startsWith("token-").isNotEqualTo("token-1");
    }

    @Test
    void a_wrong_secret_is_told_as_such_and_is_not_in_the_message() {
        plinth.answerTokensWith(401);
        assertThatThrownBy(tokens::get)
                .isInstanceOf(PlinthException.Refused.class)
                .hasMessageContaining("invalid_client")
                .hasMessageNotContaining("secret");
    }

    @Test
    void what_somebody_did_not_take_is_asked_for_again() {
        tokens.get();
        tokens.forget();
        assertThat(tokens.get()).isEqualTo("token-2");
    }
}
