// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;

/** A log file that never grows beyond its limit: {@code x.log} is the newest, {@code x.log.4} the oldest. Remembers the last lines. */
final class RotatedLog implements AutoCloseable {
    private static final long MAX_BYTES = 10 << 20;
    private static final int OLD_FILES = 4;
    private static final int LAST_LINES = 30;

    private final Path file;
    private final long maxBytes;
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private OutputStream out;
    private long bytes;

    RotatedLog(Path file) throws IOException {
        this(file, MAX_BYTES);
    }

    RotatedLog(Path file, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        SecretFiles.privateDirectory(file.toAbsolutePath().resolveSibling(""));
        this.out = open();
    }

    private OutputStream open() throws IOException {
        bytes = Files.exists(file) ? Files.size(file) : 0;
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    synchronized void line(String line) throws IOException {
        byte[] encoded = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes + encoded.length > maxBytes && bytes > 0) {
            rotate();
        }
        out.write(encoded);
        bytes += encoded.length;
        if (last.size() == LAST_LINES) {
            last.removeFirst();
        }
        last.addLast(line);
    }

    private void rotate() throws IOException {
        out.close();
        for (int i = OLD_FILES - 1; i >= 1; i--) {
            Path old = numbered(i);
            if (Files.exists(old)) {
                Files.move(old, numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        out = open();
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    synchronized List<String> last() {
        return List.copyOf(last);
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
