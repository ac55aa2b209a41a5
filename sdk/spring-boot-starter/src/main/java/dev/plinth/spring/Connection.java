// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** What {@code plinth.*} means, once it is known to be complete. */
record Connection(PlinthProperties properties, URI url, String app, Supplier<String> secret) {
    private static final String SERVICE_NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    static PlinthProperties properties(Environment environment) {
        return Binder.get(environment).bindOrCreate("plinth", PlinthProperties.class);
    }

    static boolean isEnabled(Environment environment) {
        return environment.getProperty("plinth.enabled", Boolean.class, true);
    }

    /** @throws PlinthSettingsException that names all that is missing or wrong */
    static Connection of(PlinthProperties properties, Environment environment) {
        List<String> problems = new ArrayList<>();
        URI url = properties.url();
        if (url == null) {
            problems.add("plinth.url: nothing (expected: the public URL of Plinth, as http://localhost:8080)");
        } else if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?")) {
            problems.add("plinth.url: %s (expected: scheme, host and perhaps port, as http://localhost:8080)"
                    .formatted(url));
        }
        String app = properties.app() == null
                ? environment.getProperty("spring.application.name", "")
                : Objects.requireNonNull(properties.app());
        if (!app.matches(SERVICE_NAME)) {
            problems.add("plinth.app: %s (expected: 1 to 63 of a-z, 0-9 and '-')"
                    .formatted(app.isEmpty() ? "nothing" : app));
        }
        Supplier<String> secret = secret(properties, problems);
        if (!problems.isEmpty() || url == null || secret == null) {
            throw new PlinthSettingsException(problems);
        }
        return new Connection(properties, url, app, secret);
    }

    private static @Nullable Supplier<String> secret(PlinthProperties properties, List<String> problems) {
        String secret = properties.secret();
        Path file = properties.credentialFile();
        if (secret != null && !secret.isBlank()) {
            return () -> secret;
        }
        if (file == null) {
            problems.add(
                    "plinth.secret: nothing (expected: the secret of the app, or its file in plinth.credential-file)");
            return null;
        }
        if (!Files.isReadable(file)) {
            problems.add("plinth.credential-file: %s (expected: a file that this user can read)".formatted(file));
            return null;
        }
        return () -> read(file);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    URI issuer() {
        return properties.issuer() == null ? url : Objects.requireNonNull(properties.issuer());
    }

    Path directory() {
        return properties.directory() == null
                ? Path.of(System.getProperty("user.home"), ".plinth", "apps", app + "-" + properties.env())
                : Objects.requireNonNull(properties.directory());
    }

    /** Without slash at the end. */
    String otlpUrl() {
        URI given = properties.otlp().url();
        String otlp = given == null ? url.getScheme() + "://" + url.getHost() + ":4318" : given.toString();
        return otlp.endsWith("/") ? otlp.substring(0, otlp.length() - 1) : otlp;
    }

    PlinthClient.Settings settings() {
        return new PlinthClient.Settings(url, app, secret, properties.env(), directory());
    }
}
