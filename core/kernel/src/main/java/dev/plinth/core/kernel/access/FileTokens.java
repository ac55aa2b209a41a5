// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tokens in files that the supervisor wrote: who can read the file is who it names. A new token is good at once, a deleted one for a
 * second more.
 */
@Component
class FileTokens implements TokenAuthenticator, ProcessTokens {
    private static final Logger LOG = LoggerFactory.getLogger(FileTokens.class);
    private static final String SUFFIX = ".token";
    private static final String APPS = "apps";
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AccessProperties properties;
    private volatile Known known = new Known(List.of(), 0, false);

    private record Entry(byte[] digest, Principal principal) {}

    private record Known(List<Entry> entries, long readAt, boolean read) {
        boolean isFresh() {
            return read && System.nanoTime() - readAt < FRESH_NANOS;
        }

        boolean has(String principal) {
            return entries.stream().anyMatch(entry -> entry.principal().name().equals(principal));
        }
    }

    FileTokens(AccessProperties properties) {
        this.properties = properties;
    }

    @Override
    public @Nullable Principal authenticate(String token, InetAddress from) {
        return from.isLoopbackAddress() ? identify(token) : null;
    }

    @Override
    public @Nullable Principal identify(String token) {
        byte[] digest = digest(token);
        Known current = known;
        Principal found = current.isFresh() ? find(digest, current.entries()) : null;
        if (found == null) {
            current = new Known(read(), System.nanoTime(), true);
            known = current;
            found = find(digest, current.entries());
        }
        return found;
    }

    @Override
    public boolean supplies(String principal) {
        Known current = known;
        if (current.isFresh() && current.has(principal)) {
            return true;
        }
        current = new Known(read(), System.nanoTime(), true);
        known = current;
        return current.has(principal);
    }

    private static @Nullable Principal find(byte[] digest, List<Entry> entries) {
        Principal found = null;
        for (Entry entry : entries) {
            // no early return: the time it takes says nothing
            if (MessageDigest.isEqual(digest, entry.digest())) {
                found = entry.principal();
            }
        }
        return found;
    }

    private List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        Path local = properties.localTokenFile();
        if (local != null) {
            add(entries, local, "local:" + owner(local));
        }
        Path directory = properties.credentialsDirectory();
        if (directory != null) {
            addAll(entries, directory, "process:");
            addAll(entries, directory.resolve(APPS), "app:");
        }
        return entries;
    }

    private static void addAll(List<Entry> entries, Path directory, String prefix) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).forEach(file -> {
                String name = file.getFileName().toString();
                add(entries, file, prefix + name.substring(0, name.length() - SUFFIX.length()));
            });
        } catch (IOException e) {
            LOG.warn("Cannot list the credentials in {}: {}", directory, e.toString());
        }
    }

    private static void add(List<Entry> entries, Path file, String principal) {
        try {
            String token = Files.readString(file).strip();
            if (!token.isEmpty()) {
                entries.add(new Entry(digest(token), new Principal(principal, Set.of())));
            }
        } catch (IOException e) {
            LOG.warn("Cannot read the token of {} from {}: {}", principal, file, e.toString());
        }
    }

    private static String owner(Path file) {
        try {
            return Files.getOwner(file).getName();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
