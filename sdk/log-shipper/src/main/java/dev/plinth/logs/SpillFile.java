// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Batches in a file, one after another: a mark, whether it was sent, its length, its number of lines, a checksum, and the batch. What is
 * half written, or damaged, is stepped over: the next begins at the next mark.
 *
 * <p>{@link RandomAccessFile}, and not a channel, because whoever stops a service interrupts its threads, which would close a channel.
 */
final class SpillFile {
    private static final int MARK = 0x504C4F47;
    private static final int STATE = Integer.BYTES;
    private static final int HEAD = 2 * Integer.BYTES + 1 + 2 * Integer.BYTES;
    private static final int MAX_LENGTH = 64 << 20;
    private static final byte WAITING = 0;
    private static final byte SENT = 1;

    private record Entry(int offset, int length, int lines) {}

    private final Path path;
    private final boolean adopted;
    private long size;
    private @Nullable RandomAccessFile open;
    private byte[] content = new byte[0];
    private @Nullable Deque<Entry> entries;
    private long damaged;

    /**
     * One that is there.
     *
     * @param adopted whether another process has written it
     */
    SpillFile(Path path, boolean adopted) throws IOException {
        this.path = path;
        this.adopted = adopted;
        this.size = Files.size(path);
    }

    boolean isAdopted() {
        return adopted;
    }

    long size() {
        return size;
    }

    /** Bytes that could not be read. */
    long damaged() {
        return damaged;
    }

    /** Appends; before anything was read of it only. */
    void append(LogBatch batch) throws IOException {
        RandomAccessFile file = opened();
        ByteBuffer entry = ByteBuffer.allocate(HEAD + batch.size());
        entry.putInt(MARK).put(WAITING).putInt(batch.size()).putInt(batch.lines());
        entry.putInt(checksum(batch.size(), batch.lines(), batch.gzip(), 0)).put(batch.gzip());
        try {
            file.seek(size);
            file.write(entry.array());
            size += entry.capacity();
        } catch (IOException e) {
            file.setLength(size);
            throw e;
        }
    }

    /** The first that was not sent; null when there is none. */
    @Nullable
    LogBatch first() throws IOException {
        Deque<Entry> waiting = entries;
        if (waiting == null) {
            content = bytes();
            waiting = read();
            entries = waiting;
        }
        Entry entry = waiting.peekFirst();
        return entry == null
                ? null
                : new LogBatch(
                        Arrays.copyOfRange(content, entry.offset() + HEAD, entry.offset() + HEAD + entry.length()),
                        entry.lines());
    }

    /** The first was sent. It is marked, so that nobody sends it again after a crash. */
    void sent() throws IOException {
        Deque<Entry> waiting = entries;
        Entry entry = waiting == null ? null : waiting.pollFirst();
        if (waiting != null && entry != null && !waiting.isEmpty()) {
            RandomAccessFile file = opened();
            file.seek(entry.offset() + STATE);
            file.write(SENT);
        }
    }

    private byte[] bytes() throws IOException {
        RandomAccessFile file = opened();
        byte[] all = new byte[Math.toIntExact(file.length())];
        file.seek(0);
        file.readFully(all);
        return all;
    }

    private Deque<Entry> read() {
        Deque<Entry> found = new ArrayDeque<>();
        ByteBuffer buffer = ByteBuffer.wrap(content);
        int at = 0;
        while (at < content.length) {
            Entry entry = entryAt(buffer, at);
            if (entry == null) {
                int next = nextMark(buffer, at + 1);
                damaged += next - at;
                at = next;
                continue;
            }
            if (buffer.get(at + STATE) == WAITING) {
                found.add(entry);
            }
            at += HEAD + entry.length();
        }
        return found;
    }

    private @Nullable Entry entryAt(ByteBuffer buffer, int at) {
        if (content.length - at < HEAD || buffer.getInt(at) != MARK) {
            return null;
        }
        int length = buffer.getInt(at + STATE + 1);
        int lines = buffer.getInt(at + STATE + 1 + Integer.BYTES);
        int expected = buffer.getInt(at + HEAD - Integer.BYTES);
        boolean fits = length >= 0 && length <= MAX_LENGTH && length <= content.length - at - HEAD;
        return fits && checksum(length, lines, content, at + HEAD) == expected ? new Entry(at, length, lines) : null;
    }

    private int nextMark(ByteBuffer buffer, int from) {
        for (int at = from; at <= content.length - HEAD; at++) {
            if (buffer.getInt(at) == MARK) {
                return at;
            }
        }
        return content.length;
    }

    private static int checksum(int length, int lines, byte[] bytes, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(length)
                .putInt(lines)
                .flip());
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private RandomAccessFile opened() throws IOException {
        RandomAccessFile file = open;
        if (file == null) {
            file = new RandomAccessFile(path.toFile(), "rw");
            open = file;
        }
        return file;
    }

    void close() throws IOException {
        RandomAccessFile file = open;
        open = null;
        if (file != null) {
            file.close();
        }
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }
}
