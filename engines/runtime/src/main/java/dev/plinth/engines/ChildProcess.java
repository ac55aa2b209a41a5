// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running child. Its output goes to a rotated log, and it does not outlive this program: a JVM sees the end of its standard input,
 * a native program gets a signal from the kernel.
 */
public final class ChildProcess {
    /**
     * The kernel's signal comes when the thread that started the child ends, not when its process does; so one thread starts all
     * children, and it never ends.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("child-starter").daemon().factory());

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final ProcessSpec spec;
    private final Process process;
    private final Instant startedAt;
    private final RotatedLog log;

    private ChildProcess(ProcessSpec spec, Process process, RotatedLog log) {
        this.spec = spec;
        this.process = process;
        this.log = log;
        this.startedAt = process.info().startInstant().orElseGet(Instant::now);
    }

    /**
     * Starts the child.
     *
     * @throws EngineException when the program cannot be started at all
     */
    public static ChildProcess start(ProcessSpec spec, Path logFile) {
        try {
            RotatedLog log = new RotatedLog(logFile);
            Process process = STARTER.submit(() -> builder(spec).start()).get();
            ChildProcess child = new ChildProcess(spec, process, log);
            // a virtual thread that waits for a pipe keeps its carrier, and with two children none is left for anybody
            Thread.ofPlatform().daemon().name("log-" + spec.name()).start(child::drain);
            return child;
        } catch (ExecutionException | IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new EngineException(
                    spec.name(),
                    "Cannot start " + spec.command().getFirst() + ": " + cause.getMessage(),
                    "Check that the program exists and may be executed.",
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(spec.name(), "Interrupted while starting.", "Start again.", e);
        }
    }

    private static ProcessBuilder builder(ProcessSpec spec) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // or Ctrl-C in the terminal would reach them all at once, and not in the order of a stop
            command.add(SETSID.toString());
        }
        command.addAll(spec.wrapper());
        if (spec.lifeline() == ProcessSpec.Lifeline.DEATH_SIGNAL && Files.isExecutable(SETPRIV)) {
            // innermost: the kernel forgets it when the user changes
            command.addAll(
                    List.of(SETPRIV.toString(), "--pdeathsig", spec.stopSignal().name()));
        }
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(spec.workingDirectory().toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        String home = environment.getOrDefault("HOME", "/");
        environment.clear();
        environment.put("PATH", path);
        environment.put("HOME", home);
        environment.put("LANG", "C.UTF-8");
        environment.put("TZ", "UTC");
        environment.putAll(spec.environment());
        return builder;
    }

    private void drain() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            while (line != null) {
                log.line(line);
                line = output.readLine();
            }
            log.close();
        } catch (IOException e) {
            // the pipe or the disk is gone; the child is told by its own write failing
        }
    }

    public long pid() {
        return process.pid();
    }

    public Instant startedAt() {
        return startedAt;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code; 128 + n after signal n. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** The last lines it wrote, the newest last. */
    public List<String> lastOutput() {
        return log.last();
    }

    /** Sends the stop signal, waits for the limit of the spec, then kills. Returns when it is gone. */
    public void stop() {
        signal(spec.stopSignal().name());
        if (!waitFor(spec.stopLimit())) {
            kill();
        }
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        waitFor(Duration.ofSeconds(10));
    }

    private void signal(String name) {
        signal(process.pid(), name);
    }

    /** Sends a signal by its POSIX name; {@link Process#destroy} knows only TERM. */
    public static void signal(long pid, String name) {
        try {
            new ProcessBuilder("kill", "-" + name.toUpperCase(Locale.ROOT), Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean waitFor(Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
