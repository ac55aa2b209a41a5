// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a sender says who it is with: an ingest key, or nothing. It is in no message and no {@link #toString()}. */
public final class Credential {
    private static final String KEY = "PLINTH_INGEST_KEY";
    private static final String KEY_FILE = "PLINTH_INGEST_KEY_FILE";

    private final @Nullable Path file;
    private volatile @Nullable String key;

    private Credential(@Nullable Path file, @Nullable String key) {
        this.file = file;
        this.key = key;
    }

    /** Sends without a key. */
    public static Credential none() {
        return new Credential(null, null);
    }

    /** @throws IllegalArgumentException when it cannot be a key */
    public static Credential key(String key) {
        return new Credential(null, checked(key, "key"));
    }

    /** A file whose only line is the key. It is read when it is needed, and again when the key is refused. */
    public static Credential file(Path file) {
        return new Credential(Objects.requireNonNull(file, "file"), null);
    }

    /** {@code PLINTH_INGEST_KEY}, else the file {@code PLINTH_INGEST_KEY_FILE}, else none. */
    public static Credential from(Map<String, String> environment) {
        String key = environment.getOrDefault(KEY, "");
        String file = environment.getOrDefault(KEY_FILE, "");
        if (!key.isBlank()) {
            return new Credential(null, checked(key, KEY));
        }
        return file.isBlank() ? none() : file(Path.of(file.strip()));
    }

    boolean isPresent() {
        return file != null || key != null;
    }

    /**
     * The value of the header {@code Authorization}; null when there is none to be sent.
     *
     * @throws IOException when there is a file and it cannot be read: nothing is sent under no name or another's
     */
    @Nullable
    String header() throws IOException {
        String current = key;
        if (current == null && file != null) {
            current = read(file);
            key = current;
        }
        return current == null ? null : "ApiKey " + current;
    }

    /** It was refused. Whether the file has another by now. */
    boolean renew() {
        if (file == null) {
            return false;
        }
        String before = key;
        try {
            key = read(file);
        } catch (IOException e) {
            key = null;
        }
        return key != null && !key.equals(before);
    }

    private static String read(Path file) throws IOException {
        try {
            return checked(Files.readString(file), file.toString());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String checked(String key, String where) {
        String stripped = key.strip();
        if (stripped.isEmpty() || !stripped.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    where + ": no ingest key (expected: one line of printable ASCII characters)");
        }
        return stripped;
    }

    @Override
    public String toString() {
        return file != null ? "the key in " + file : key != null ? "a key" : "no key";
    }
}
