// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.state;

import dev.plinth.agent.AgentProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The state directory, which one agent has for itself as long as it lives. */
public final class StateDirectory implements AutoCloseable {
    /** Lock files that this process has: the operating system would let it have them twice. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final int LONGEST_PID = 32;

    private final Path lockFile;
    private final FileChannel channel;
    private final FileLock lock;

    private StateDirectory(Path lockFile, FileChannel channel, FileLock lock) {
        this.lockFile = lockFile;
        this.channel = channel;
        this.lock = lock;
    }

    /** @throws AgentProblem when another agent has it, or it cannot be written */
    public static StateDirectory hold(Path directory) {
        Path lockFile = directory.toAbsolutePath().normalize().resolve("agent.lock");
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!HELD.add(lockFile)) {
                throw held(directory, Long.toString(ProcessHandle.current().pid()));
            }
            return lock(directory, lockFile);
        } catch (IOException e) {
            HELD.remove(lockFile);
            throw new AgentProblem(
                    AgentProblem.Kind.CONFIGURATION,
                    "Cannot use the state directory %s: %s %s"
                            .formatted(directory, e.getClass().getSimpleName(), e.getMessage()),
                    "Choose another with stateDirectory, on a local disk, which this user may write.",
                    e);
        }
    }

    private static StateDirectory lock(Path directory, Path lockFile) throws IOException {
        FileChannel channel = FileChannel.open(
                lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            ByteBuffer pid = ByteBuffer.allocate(LONGEST_PID);
            channel.read(pid, 0);
            channel.close();
            HELD.remove(lockFile);
            throw held(directory, new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip());
        }
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
        return new StateDirectory(lockFile, channel, lock);
    }

    /** What an earlier agent left here. */
    public Checkpoints checkpoints(Clock clock) {
        return Checkpoints.open(lockFile.resolveSibling(""), clock);
    }

    private static AgentProblem held(Path directory, String pid) {
        return new AgentProblem(
                AgentProblem.Kind.CONFIGURATION,
                "Another agent uses the state directory %s%s"
                        .formatted(directory, pid.isEmpty() ? "" : ": process " + pid),
                "Stop that one, or choose another with stateDirectory.");
    }

    @Override
    public void close() throws IOException {
        HELD.remove(lockFile);
        lock.release();
        channel.close();
    }
}
