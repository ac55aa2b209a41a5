// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.testing;

import dev.plinth.engines.AotCache;
import dev.plinth.engines.ArtifactStore;
import dev.plinth.engines.ChildProcess;
import dev.plinth.engines.Directories;
import dev.plinth.engines.Engine;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.EngineHost;
import dev.plinth.engines.MavenArtifactStore;
import dev.plinth.engines.Ports;
import dev.plinth.engines.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One real engine, started and killed at will, the way the supervisor does it. */
public final class TestingEngine implements AutoCloseable {
    static final Duration START_LIMIT = Duration.ofSeconds(120);

    private final Engine engine;
    private final Path directory;
    private final AotCache aotCache;
    private final int port;
    private ChildProcess process;

    /** Starts the engine on a free port, below the directory, and returns when it is ready. */
    public TestingEngine(Engine engine, Path directory) {
        this.engine = engine;
        this.directory = directory;
        this.aotCache = AotCache.ofUser(directory.resolve("aot"), engine.name());
        this.port = freePort();
        this.process = startProcess();
    }

    /** Starts the engine in a directory of its own; both go when the JVM ends. */
    public static TestingEngine untilExit(Engine engine) {
        try {
            Path directory = Files.createTempDirectory("plinth-test-");
            TestingEngine started = new TestingEngine(engine, directory);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                started.close();
                try {
                    Directories.deleteRecursively(directory);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next is free as well, for an engine with a second one; below those that the kernel gives to whoever connects. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 15_000);
            if (Ports.isFree(port) && Ports.isFree(port + 1)) {
                return port;
            }
        }
    }

    /** The machine as the engine sees it here. */
    public EngineHost host() {
        return host(engine, directory, port, aotCache);
    }

    private static EngineHost host(Engine engine, Path directory, int port, AotCache aotCache) {
        ArtifactStore store = new MavenArtifactStore(directory.resolve("verified"), null, false);
        return new EngineHost(
                directory.resolve(engine.name()),
                directory.resolve("secrets"),
                port,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                store,
                aotCache);
    }

    /** To one that another process has started below that directory. */
    static EngineConnection connection(Engine engine, Path directory, int port) {
        return engine.connection(
                host(engine, directory, port, AotCache.ofUser(directory.resolve("aot"), engine.name())));
    }

    private ChildProcess startProcess() {
        EngineHost host = host();
        host.artifacts().fetch(engine.artifacts(), (artifact, bytes, total) -> {});
        ProcessSpec spec = engine.prepare(host);
        ChildProcess started =
                ChildProcess.start(spec, directory.resolve("logs").resolve(engine.name() + ".log"));
        awaitReady(started);
        return started;
    }

    private void awaitReady(ChildProcess started) {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                engine.check(connection());
                return;
            } catch (EngineException e) {
                if (!started.isAlive() || System.nanoTime() > limit) {
                    throw new IllegalStateException(
                            engine.name() + " did not become ready: " + e.getMessage() + "\n"
                                    + String.join("\n", started.lastOutput()),
                            e);
                }
                pause();
            }
        }
    }

    /** Between two looks whether something is ready. */
    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public EngineConnection connection() {
        return engine.connection(host());
    }

    public int port() {
        return port;
    }

    public ChildProcess process() {
        return process;
    }

    /** SIGKILL, and a start on the same data. */
    public void killAndRestart() {
        process.kill();
        process = startProcess();
    }

    /** The first of its kind is stopped in some seconds more: all after it start the faster. */
    @Override
    public void close() {
        if (process.isAlive() && aotCache.pending()) {
            try {
                aotCache.finish(host().java(), process.pid());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        process.stop();
    }
}
