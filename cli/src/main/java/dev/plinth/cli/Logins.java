// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where somebody is signed in from afar: by URL, a refresh token and the access token got by it last. The file has mode 0600. A lock
 * keeps two commands from using a refresh token at once, as each is good only once.
 */
final class Logins {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final long MARGIN_SECONDS = 20;

    private final Path file;
    private final Clock clock;

    Logins(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** In the user's configuration directory, as the XDG Base Directory Specification says. */
    static Logins ofUser() {
        String configured = System.getenv("XDG_CONFIG_HOME");
        Path directory = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(configured);
        return new Logins(directory.resolve("plinth").resolve("logins.json"), Clock.systemUTC());
    }

    /** @param expiresAt of the access token, in seconds since 1970 */
    record Login(String refreshToken, String accessToken, long expiresAt) {
        static Login of(JsonNode tokens, Instant now) {
            return new Login(
                    tokens.path("refresh_token").asString(),
                    tokens.path("access_token").asString(),
                    now.getEpochSecond() + tokens.path("expires_in").asLong());
        }
    }

    void put(String url, Login login) {
        locked(all -> {
            all.put(url, login);
            return login;
        });
    }

    /** The login that was there, or null. */
    @Nullable
    Login remove(String url) {
        return locked(all -> all.remove(url));
    }

    /**
     * A token that is good for a while, got anew when necessary.
     *
     * @throws Failure {@link ExitCode#PERMISSION} when nobody is signed in there, or not any more
     */
    String accessToken(String url) {
        Login login = locked(all -> {
            Login known = all.get(url);
            if (known == null) {
                return null;
            }
            if (known.expiresAt() - MARGIN_SECONDS < clock.instant().getEpochSecond()) {
                try {
                    known = new DeviceFlow(url).refresh(known.refreshToken(), clock);
                } catch (Failure e) {
                    if (e.exitCode() == ExitCode.PERMISSION) {
                        all.remove(url);
                    }
                    throw e;
                }
                all.put(url, known);
            }
            return known;
        });
        if (login == null) {
            throw new Failure(ExitCode.PERMISSION, "Nobody is signed in at " + url, "Run plinth login " + url);
        }
        return login.accessToken();
    }

    private @Nullable Login locked(Function<Map<String, Login>, @Nullable Login> work) {
        try {
            SecretFiles.privateDirectory(file.toAbsolutePath().resolveSibling(""));
            Path lock = file.resolveSibling("logins.lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // until the channel is closed
                channel.lock();
                Map<String, Login> all = new TreeMap<>();
                if (Files.exists(file)) {
                    all.putAll(JSON.readValue(Files.readString(file), new TypeReference<Map<String, Login>>() {}));
                }
                Map<String, Login> before = Map.copyOf(all);
                try {
                    return work.apply(all);
                } finally {
                    if (!before.equals(all)) {
                        SecretFiles.write(file, JSON.writeValueAsString(all));
                    }
                }
            }
        } catch (IOException | UncheckedIOException | JacksonException e) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Cannot use " + file + ": " + e.getMessage(),
                    "Check its directory, or delete the file and sign in again.",
                    e);
        }
    }
}
