// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.engines.ChildProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Processes that an earlier supervisor started and that are still there. Pids are used again, so the start time must match too. */
final class Leftovers {
    private static final Duration SAME = Duration.ofMillis(1_500);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Leftovers() {}

    /** Stops them all, and returns when they are gone. */
    static void stop(StateFile.@Nullable State earlier) {
        if (earlier == null) {
            return;
        }
        List<ProcessHandle> left = earlier.processes().stream()
                .map(Leftovers::find)
                .flatMap(Optional::stream)
                .toList();
        left.forEach(process -> ChildProcess.signal(process.pid(), "INT"));
        left.forEach(Leftovers::awaitOrKill);
    }

    private static Optional<ProcessHandle> find(ProcessStatus status) {
        if (status.pid() == 0 || status.startedAt() == null) {
            return Optional.empty();
        }
        return alive(status.pid(), Objects.requireNonNull(status.startedAt()));
    }

    /** The process with this pid, if it is the one that was started then. */
    static Optional<ProcessHandle> alive(long pid, Instant startedAt) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(started ->
                                Duration.between(started, startedAt).abs().compareTo(SAME) < 0)
                        .orElse(false));
    }

    private static void awaitOrKill(ProcessHandle process) {
        try {
            process.onExit().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
