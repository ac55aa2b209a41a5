// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches on disk, first in, first out, up to a number of bytes. Not for several threads. What the disk does not do is said, and survived. */
final class Spill {
    private static final long FILE_SIZE = 1 << 20;

    private final SpillDirectory directory;
    private final long bound;
    private final Troubles troubles;
    /** Oldest first; the first is being read, the last may be written. */
    private final Deque<SpillFile> files = new ArrayDeque<>();

    private @Nullable SpillFile writing;
    private @Nullable SpillFile reading;
    private @Nullable LogBatch first;
    private long bytes;
    private long sequence;

    Spill(SpillDirectory directory, long bound, Troubles troubles) {
        this.directory = directory;
        this.bound = bound;
        this.troubles = troubles;
    }

    long bytes() {
        return bytes;
    }

    /** False when there is no room, or the disk does not take it. */
    boolean append(LogBatch batch) {
        if (bytes + batch.size() > bound) {
            return false;
        }
        try {
            SpillFile file = writable();
            long before = file.size();
            file.append(batch);
            bytes += file.size() - before;
            return true;
        } catch (IOException e) {
            writing = null;
            troubles.say("lines cannot be kept on disk in " + directory + ": " + e);
            return false;
        }
    }

    private SpillFile writable() throws IOException {
        SpillFile file = writing;
        if (file == null || file.size() >= Math.min(FILE_SIZE, bound / 4)) {
            if (file != null) {
                file.close();
            }
            // by name they are in the order of time, also beside those of another process
            String name = "%013d-%06d-%s%s"
                    .formatted(System.currentTimeMillis(), sequence++, directory.name(), SpillDirectory.SUFFIX);
            file = new SpillFile(directory.newFile(name), false);
            writing = file;
            files.addLast(file);
        }
        return file;
    }

    /** The oldest; null when there is none. */
    @Nullable
    LogBatch first() {
        while (first == null && !files.isEmpty()) {
            SpillFile file = files.getFirst();
            if (file == writing) {
                writing = null;
            }
            reading = file;
            try {
                first = file.first();
                if (first == null) {
                    sayDamage(file);
                    forget(file);
                    file.delete();
                }
            } catch (IOException e) {
                // left as it is: the next process may have more luck
                forget(file);
                troubles.say("a file of lines in " + directory + " cannot be read or deleted: " + e);
            }
        }
        return first;
    }

    private void sayDamage(SpillFile file) {
        if (file.damaged() > 0) {
            troubles.say("%d bytes of lines kept in %s were damaged or half written, and are left out"
                    .formatted(file.damaged(), directory));
        }
    }

    private void forget(SpillFile file) {
        files.remove(file);
        bytes -= file.size();
        reading = null;
    }

    /** The oldest was sent. Whether it was one of this process. */
    boolean sent() {
        SpillFile file = reading;
        first = null;
        if (file == null) {
            return false;
        }
        try {
            file.sent();
        } catch (IOException e) {
            troubles.say("what was sent cannot be marked, and would be sent again after a crash: " + e);
        }
        // a file of which all is sent goes at once, and not when somebody asks for more
        first();
        return !file.isAdopted();
    }

    /** Takes over what others have left, before all that is its own. Not while {@link #first} is on its way. */
    void adopt() {
        List<Path> adopted = directory.adopt(bound - bytes, troubles);
        for (int i = adopted.size() - 1; i >= 0; i--) {
            try {
                SpillFile file = new SpillFile(adopted.get(i), true);
                bytes += file.size();
                files.addFirst(file);
            } catch (IOException e) {
                troubles.say("what others have left cannot be read: " + e);
            }
        }
    }

    void close() {
        try {
            for (SpillFile file : files) {
                file.close();
            }
            directory.close();
        } catch (IOException e) {
            troubles.say("the directory " + directory + " cannot be given up: " + e);
        }
    }
}
