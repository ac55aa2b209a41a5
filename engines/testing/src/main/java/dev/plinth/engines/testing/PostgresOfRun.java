// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.testing;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.postgres.PostgresEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The PostgreSQL of all test JVMs of a run. The first that needs one starts this program, which keeps it until the run ends.
 *
 * <p>A run has a directory; the file {@code run.pid} in it says which process is the run, and {@code keeper.pid} which is this one.
 */
final class PostgresOfRun {
    private PostgresOfRun() {}

    /** @param arguments the directory of the run */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        long run = Long.parseLong(Files.readString(directory.resolve("run.pid")).strip());
        Files.writeString(
                directory.resolve("keeper.pid"),
                Long.toString(ProcessHandle.current().pid()));
        TestingEngine postgres = new TestingEngine(new PostgresEngine(), directory);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        Path written = Files.writeString(directory.resolve("port.new"), Integer.toString(postgres.port()));
        Files.move(written, directory.resolve("port"), StandardCopyOption.ATOMIC_MOVE);
        ProcessHandle.of(run).map(ProcessHandle::onExit).ifPresent(CompletableFuture::join);
    }

    static EngineConnection connection(Path directory) {
        try (FileChannel lock = FileChannel.open(
                        directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = lock.lock()) {
            Path port = directory.resolve("port");
            if (!Files.exists(port)) {
                start(directory, port);
            }
            return TestingEngine.connection(new PostgresEngine(), directory, Integer.parseInt(Files.readString(port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Path directory, Path port) throws IOException {
        Path log = directory.resolve("keeper.log");
        Process keeper = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PostgresOfRun.class.getName(),
                        directory.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long limit = System.nanoTime() + TestingEngine.START_LIMIT.toNanos();
        while (!Files.exists(port)) {
            if (!keeper.isAlive() || System.nanoTime() > limit) {
                throw new IllegalStateException("The PostgreSQL of this run did not start:\n" + Files.readString(log));
            }
            TestingEngine.pause();
        }
    }
}
