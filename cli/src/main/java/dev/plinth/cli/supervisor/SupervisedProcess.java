// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.engines.AotCache;
import dev.plinth.engines.Artifact;
import dev.plinth.engines.ArtifactStore;
import dev.plinth.engines.ChildProcess;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.Ports;
import dev.plinth.engines.ProcessSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one process up. A thread of its own takes it through the states of {@link ProcessState}: it waits for what the process needs,
 * starts it, asks until it is ready, then asks every two seconds whether it still is; and when it ends or stops answering, starts it
 * again after a {@link BackOff}.
 *
 * <p>A process that has never been ready and fails a few times in a row is given up, with what it said last: somebody has to look.
 * One that has been ready is never given up.
 */
final class SupervisedProcess {
    private static final Duration READY_POLL = Duration.ofMillis(100);
    /** Each check costs whoever is asked some milliseconds of CPU. */
    private static final Duration HEALTH_POLL = Duration.ofSeconds(5);

    private static final Duration UNHEALTHY_POLL = Duration.ofSeconds(2);

    /** Half a minute of one that is silent: to start anew what has too much to do makes it worse. */
    private static final int UNHEALTHY_CHECKS = 6;

    private static final int FIRST_STARTS = 3;
    /** The exit code of what SIGKILL ended. */
    private static final int KILLED = 137;

    private static final Duration PORT_LIMIT = Duration.ofSeconds(10);

    private final Unit unit;
    private final ArtifactStore artifacts;
    private final Path log;
    private final BooleanSupplier dependenciesReady;
    private final Runnable changed;
    private final Clock clock;
    private final BackOff backOff = new BackOff();
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final Thread thread;

    private volatile ProcessStatus status;
    private volatile @Nullable ChildProcess child;
    private boolean everReady;
    private int failedStarts;

    SupervisedProcess(
            Unit unit,
            ArtifactStore artifacts,
            Path log,
            BooleanSupplier dependenciesReady,
            Runnable changed,
            Clock clock) {
        this.unit = unit;
        this.artifacts = artifacts;
        this.log = log;
        this.dependenciesReady = dependenciesReady;
        this.changed = changed;
        this.clock = clock;
        this.status =
                new ProcessStatus(unit.name(), ProcessState.WAITING, 0, null, unit.port(), 0, clock.instant(), "", "");
        this.thread =
                Thread.ofPlatform().name("supervise-" + unit.name()).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Unit unit() {
        return unit;
    }

    ProcessStatus status() {
        return status;
    }

    /** Stops the process in order and returns when it is gone. */
    void stop() {
        stopRequested.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            awaitDependencies();
            fetch();
            while (!stopping()) {
                keepUp();
            }
        } catch (EngineException e) {
            fail(e.getMessage(), e.action());
            awaitStop();
        } catch (RuntimeException e) {
            fail("A defect of Plinth: " + e, "Please report it, with the supervisor's log.");
            awaitStop();
        } finally {
            end();
        }
    }

    private void awaitDependencies() {
        while (!stopping() && !dependenciesReady.getAsBoolean()) {
            pause(READY_POLL);
        }
    }

    private void fetch() {
        if (stopping()) {
            return;
        }
        become(ProcessState.FETCHING, "");
        long missing = artifacts.missing(unit.artifacts()).stream()
                .mapToLong(Artifact::bytes)
                .sum();
        if (missing > 0) {
            Map<Artifact, Long> received = new ConcurrentHashMap<>();
            artifacts.fetch(unit.artifacts(), (artifact, bytes, total) -> {
                received.put(artifact, bytes);
                long sum = received.values().stream().mapToLong(Long::longValue).sum();
                say(Math.min(100, sum * 100 / missing) + " % of " + (missing >> 20) + " MB");
            });
        }
    }

    /** One life of the process: from its start to its end. */
    private void keepUp() {
        become(ProcessState.STARTING, "");
        ProcessSpec spec;
        ChildProcess started;
        try {
            awaitFreePorts();
            spec = unit.prepare();
            if (stopping()) {
                return;
            }
            started = ChildProcess.start(spec, log);
        } catch (EngineException e) {
            if (!everReady) {
                throw e;
            }
            // it worked before: a full disk may have room again
            startLater(Duration.ZERO, String.valueOf(e.getMessage()));
            return;
        }
        child = started;
        publish(status.state(), started.pid(), started.startedAt(), "", "");
        Instant readyAt = awaitReady(started, spec.startLimit()) ? clock.instant() : null;
        String end = readyAt == null ? notReady(started, spec) : watch(started);
        if (stopping()) {
            return;
        }
        started.kill();
        child = null;
        Duration wasReady = readyAt == null ? Duration.ZERO : Duration.between(readyAt, clock.instant());
        if (!everReady && ++failedStarts >= FIRST_STARTS) {
            throw new EngineException(
                    unit.name(), end + lastLines(started), "The whole log: plinth logs " + unit.name() + ".");
        }
        startLater(wasReady, end);
    }

    private void startLater(Duration wasReady, String why) {
        Duration wait = backOff.afterFailure(wasReady);
        publish(ProcessState.BACKING_OFF, 0, null, why, "", status.restarts() + 1);
        pause(wait);
    }

    private void awaitFreePorts() {
        unit.ports().forEach(this::awaitFree);
    }

    private void awaitFree(int port) {
        long limit = System.nanoTime()
                + (everReady ? PORT_LIMIT.toNanos() : Duration.ofSeconds(1).toNanos());
        while (!stopping() && !Ports.isFree(port)) {
            if (System.nanoTime() > limit) {
                String holder = Ports.holder(port);
                throw new EngineException(
                        unit.name(),
                        "Port %d is taken by %s".formatted(port, holder == null ? "another process" : holder),
                        "Stop it, or choose other ports with --port-offset N.");
            }
            pause(READY_POLL);
        }
    }

    private boolean awaitReady(ChildProcess started, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!stopping() && started.isAlive() && System.nanoTime() < end) {
            String problem = problem();
            if (problem == null) {
                everReady = true;
                become(ProcessState.READY, "");
                return true;
            }
            say(problem);
            waitForExit(started, READY_POLL);
        }
        return false;
    }

    private String notReady(ChildProcess started, ProcessSpec spec) {
        return started.isAlive()
                ? "not ready within %d s: %s".formatted(spec.startLimit().toSeconds(), status.detail())
                : "ended with exit code %s before it was ready".formatted(exitCode(started));
    }

    /** Returns why the process has to be started again. */
    private String watch(ChildProcess started) {
        int failed = 0;
        while (!stopping()) {
            if (waitForExit(started, failed == 0 ? HEALTH_POLL : UNHEALTHY_POLL)) {
                return "ended with exit code " + exitCode(started);
            }
            String problem = problem();
            if (problem == null) {
                failed = 0;
                if (status.state() == ProcessState.UNHEALTHY) {
                    become(ProcessState.READY, "");
                }
            } else {
                failed++;
                if (status.state() == ProcessState.READY) {
                    become(ProcessState.UNHEALTHY, problem);
                }
                if (failed >= UNHEALTHY_CHECKS) {
                    return "did not answer " + UNHEALTHY_CHECKS + " times: " + problem;
                }
            }
        }
        return "";
    }

    private @Nullable String problem() {
        try {
            unit.check();
            return null;
        } catch (RuntimeException e) {
            // also what no engine should throw: it is not well, and the next check may tell otherwise
            return String.valueOf(e.getMessage());
        }
    }

    /** Waits for the exit, but wakes up to stop; whether the process has ended. */
    private boolean waitForExit(ChildProcess started, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!stopping() && System.nanoTime() < end) {
            try {
                started.onExit().get(Math.min(100, limit.toMillis()), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                // still there
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return !started.isAlive();
            }
        }
        return !started.isAlive();
    }

    private static String exitCode(ChildProcess started) {
        return started.onExit().isDone() ? Integer.toString(started.onExit().join()) : "unknown";
    }

    private static String lastLines(ChildProcess started) {
        List<String> lines = started.lastOutput();
        List<String> few = lines.subList(Math.max(0, lines.size() - 8), lines.size());
        return few.isEmpty() ? "" : "; it said last:\n    " + String.join("\n    ", few);
    }

    private void fail(@Nullable String reason, String action) {
        ChildProcess left = child;
        if (left != null) {
            left.kill();
            child = null;
        }
        publish(ProcessState.FAILED, 0, null, String.valueOf(reason), action);
    }

    private void awaitStop() {
        try {
            stopRequested.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        become(ProcessState.STOPPING, "");
        ChildProcess running = child;
        if (running != null) {
            running.stop();
            keepRecording(running);
        }
        publish(ProcessState.STOPPED, 0, null, "", "");
    }

    /** A JVM that records a cache and ends by itself has spent the time for it. */
    private void keepRecording(ChildProcess ended) {
        AotCache cache = unit.aotCache();
        if (cache != null && ended.onExit().join() != KILLED) {
            cache.keep();
        }
    }

    private boolean stopping() {
        return stopRequested.getCount() == 0;
    }

    private void pause(Duration duration) {
        try {
            stopRequested.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void become(ProcessState next, String detail) {
        publish(next, status.pid(), status.startedAt(), detail, "");
    }

    /** Progress within a state; not worth a write of the state file each time. */
    private void say(String detail) {
        ProcessStatus old = status;
        status = new ProcessStatus(
                old.name(),
                old.state(),
                old.pid(),
                old.startedAt(),
                old.port(),
                old.restarts(),
                old.since(),
                detail,
                old.action());
    }

    private void publish(ProcessState next, long pid, @Nullable Instant startedAt, String detail, String action) {
        publish(next, pid, startedAt, detail, action, status.restarts());
    }

    private void publish(
            ProcessState next, long pid, @Nullable Instant startedAt, String detail, String action, int restarts) {
        ProcessState now = status.state();
        if (next != now && !now.mayBecome(next)) {
            throw new IllegalStateException(unit.name() + ": from " + now + " to " + next + " is no legal transition");
        }
        status = new ProcessStatus(
                unit.name(),
                next,
                pid,
                startedAt,
                unit.port(),
                restarts,
                next == now ? status.since() : clock.instant(),
                detail,
                action);
        changed.run();
    }
}
