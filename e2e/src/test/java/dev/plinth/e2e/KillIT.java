// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every process killed in turn, under load. */
class KillIT {
    private static final List<String> VICTIMS =
            List.of("postgres", "redis", "kafka", "opensearch", "core", "gateway", "supervisor");

    @Test
    void no_acknowledged_change_is_lost_and_all_is_ready_again_by_itself(@TempDir Path directory) throws Exception {
        try (Plinth plinth = new Plinth(directory.resolve("data"))) {
            Plinth.Result up = plinth.up();
            assertThat(up.code()).as(up.output()).isZero();
            try (Writers writers = new Writers(8, List.of(plinth), 100, () -> false);
                    Follower follower = new Follower(List.of(plinth))) {
                await().until(follower::started);
                for (String victim : VICTIMS) {
                    killAndAwait(plinth, victim, writers);
                }
                writers.close();
                assertThat(writers.wrong()).isEmpty();
                check(plinth, writers, follower);
            }
        }
    }

    private static void killAndAwait(Plinth plinth, String victim, Writers writers) {
        long pid = plinth.pid(victim);
        int before = writers.acknowledged().size();
        assertThat(pid).as(victim).isPositive();
        Plinth.kill(pid);
        await(victim)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> plinth.pid(victim) != pid && plinth.allReady());
        await(victim + ": changes are taken again")
                .atMost(Duration.ofSeconds(30))
                .until(() -> writers.acknowledged().size() > before + 20);
    }

    private static void check(Plinth plinth, Writers writers, Follower follower) throws Exception {
        LedgerRows ledger = LedgerRows.read(
                "jdbc:postgresql://127.0.0.1:" + plinth.port(7432) + "/plinth",
                "plinth",
                plinth.data().resolve("secrets/postgres.password"));
        assertThat(ledger.changes()).isEqualTo(ledger.head());
        assertThat(ledger.seenThatMustNot()).isZero();
        for (Map.Entry<String, Writers.Acknowledged> each :
                writers.acknowledged().entrySet()) {
            assertThat(ledger.lastByMessage())
                    .containsEntry(each.getKey(), each.getValue().position());
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> follower.last() >= ledger.head());
        assertThat(follower.failures()).isEmpty();
        assertThat(follower.seen()).doesNotHaveDuplicates().isSorted().hasSize((int)
                (ledger.head() - follower.seen().getFirst() + 1));
        for (JsonNode process : plinth.processes()) {
            assertThat(process.at("/rssBytes").asLong()).as(process.toString()).isPositive();
        }
    }
}
