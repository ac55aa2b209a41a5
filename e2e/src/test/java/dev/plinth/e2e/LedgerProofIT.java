// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen writers, two cores, a hundred thousand changes, a core killed now and then. */
class LedgerProofIT {
    private static final long CHANGES = 100_000;
    private static final long KILL_EVERY = 30_000;

    @Test
    void every_watcher_sees_every_change_once_and_in_order(@TempDir Path directory) throws Exception {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path settings = directory.resolve("plinth.yaml");
        Files.writeString(settings, """
                engines:
                  postgres:
                    url: %s
                    username: %s
                    passwordFile: %s
                """.formatted(database.url(), database.username(), database.passwordFile()));
        try (Plinth one = new Plinth(directory.resolve("one"));
                Plinth two = new Plinth(directory.resolve("two"))) {
            start(one, settings);
            start(two, settings);
            prove(database, one, two);
        }
    }

    private static void start(Plinth plinth, Path settings) {
        Plinth.Result up = plinth.up("--only", "config", "--config", settings.toString());
        assertThat(up.code()).as(up.output()).isZero();
    }

    private static void prove(EngineConnection database, Plinth one, Plinth two) throws Exception {
        List<Plinth> cores = List.of(one, two);
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            followers.add(new Follower(cores));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> followers.stream().allMatch(Follower::started));
        long first = one.get("/api/v1/changes?limit=1").at("/items/0/seq").asLong() + 1;
        int kills = 0;
        try (Writers writers =
                new Writers(16, cores, 0, () -> followers.getFirst().last() >= CHANGES)) {
            while (followers.getFirst().last() < CHANGES && writers.wrong().isEmpty()) {
                if (followers.getFirst().last() > (kills + 1) * KILL_EVERY) {
                    Plinth.kill(cores.get(kills++ % 2).pid("core"));
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
            writers.join();
            assertThat(writers.wrong()).isEmpty();
            await().atMost(Duration.ofSeconds(60)).until(() -> one.allReady() && two.allReady());
            check(database, first, followers, writers);
            System.out.printf(
                    "%d changes in %d acknowledged change sets, %d refused, %d without an answer, %d cores killed, %s connections of watchers%n",
                    followers.getFirst().last(),
                    writers.acknowledged().size(),
                    writers.refused(),
                    writers.unanswered(),
                    kills,
                    followers.stream().map(Follower::connections).toList());
        }
        assertThat(kills).isGreaterThanOrEqualTo(3);
    }

    private static void check(EngineConnection database, long first, List<Follower> followers, Writers writers)
            throws Exception {
        LedgerRows ledger = LedgerRows.read(
                database.url(), String.valueOf(database.username()), Objects.requireNonNull(database.passwordFile()));
        assertThat(ledger.changes()).as("no gap and nothing twice").isEqualTo(ledger.head());
        assertThat(ledger.seenThatMustNot()).as("changes of refused sets").isZero();
        writers.acknowledged().forEach((message, acknowledged) -> {
            assertThat(ledger.lastByMessage()).as(message).containsEntry(message, acknowledged.position());
            assertThat(ledger.countByMessage()).as(message).containsEntry(message, (long) acknowledged.changes());
        });
        List<Long> expected =
                LongStream.rangeClosed(first, ledger.head()).boxed().toList();
        for (Follower follower : followers) {
            await().atMost(Duration.ofSeconds(60)).until(() -> follower.last() >= ledger.head());
            follower.close();
            assertThat(follower.failures()).isEmpty();
            assertThat(follower.seen().equals(expected))
                    .as(() -> "first difference: " + difference(follower.seen(), expected))
                    .isTrue();
        }
    }

    private static String difference(List<Long> seen, List<Long> expected) {
        for (int i = 0; i < Math.min(seen.size(), expected.size()); i++) {
            if (!seen.get(i).equals(expected.get(i))) {
                return "at %d: %d (expected: %d)".formatted(i, seen.get(i), expected.get(i));
            }
        }
        return seen.size() + " changes (expected: " + expected.size() + ")";
    }
}
