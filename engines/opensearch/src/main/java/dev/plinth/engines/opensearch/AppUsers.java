// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.opensearch;

import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.opensearch.common.xcontent.XContentHelper;
import org.opensearch.core.common.bytes.BytesArray;
import org.opensearch.core.common.bytes.BytesReference;
import org.opensearch.core.xcontent.MediaTypeRegistry;

/** Who may do what besides {@link OpenSearchEngine#PLINTH}; kept in a file, so that a restart forgets nobody. */
final class AppUsers {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final Path file;
    private volatile Map<String, AppUser> users;

    AppUsers(Path file) throws IOException {
        this.file = file;
        this.users = Files.exists(file) ? read(new BytesArray(Files.readAllBytes(file))) : Map.of();
    }

    /** Whose name and password these are, or null when they are nobody's. */
    @Nullable
    AppUser authenticate(String name, String password) {
        AppUser user = users.get(name);
        // hashed in any case, so that the time does not tell which names there are
        byte[] hash = sha256(password);
        return user != null && user.has(hash) ? user : null;
    }

    /** All of them anew; whoever is not among them is nobody from now on. */
    synchronized void replace(BytesReference json) throws IOException {
        Map<String, AppUser> fresh = read(json);
        if (!fresh.equals(users)) {
            SecretFiles.write(file, json.utf8ToString());
            users = fresh;
        }
    }

    /** @throws IllegalArgumentException with what is wrong */
    private static Map<String, AppUser> read(BytesReference json) {
        Map<String, Object> root =
                XContentHelper.convertToMap(json, false, MediaTypeRegistry.JSON).v2();
        Map<String, AppUser> users = new HashMap<>();
        map(root, "users").forEach((name, value) -> {
            if (!(value instanceof Map<?, ?> fields)) {
                throw new IllegalArgumentException("users." + name + ": an object is expected");
            }
            String hash = String.valueOf(fields.get("sha256"));
            if (name.equals(OpenSearchEngine.PLINTH) || !SHA_256.matcher(hash).matches()) {
                throw new IllegalArgumentException(
                        "users." + name + ".sha256: 64 hexadecimal digits are expected, and another name than plinth");
            }
            users.put(name, new AppUser(name, hash, names(fields.get("writes")), names(fields.get("reads"))));
        });
        return Map.copyOf(users);
    }

    private static Map<String, Object> map(Map<String, Object> root, String field) {
        if (root.get(field) instanceof Map<?, ?> value) {
            Map<String, Object> map = new HashMap<>();
            value.forEach((key, each) -> map.put(String.valueOf(key), each));
            return map;
        }
        throw new IllegalArgumentException(field + ": an object is expected");
    }

    private static Set<String> names(@Nullable Object list) {
        Set<String> names = new HashSet<>();
        if (list instanceof List<?> values) {
            values.forEach(value -> names.add(String.valueOf(value)));
        }
        return names;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
