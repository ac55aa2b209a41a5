// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real browser, which does what is written in {@code e2e/browser}. */
final class Browser {
    private static final Path TESTS = Plinth.HOME.resolve("e2e").resolve("browser");

    private Browser() {}

    /**
     * Fails with what the browser's tests say when one of them does.
     *
     * @param script of package.json
     * @param link signs in an administrator once
     * @param output where screenshots of failures go
     */
    static void walk(String script, Plinth plinth, String link, Path output, Map<String, String> more) {
        install();
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PLINTH_URL", plinth.publicUrl());
        environment.put("PLINTH_LINK", link);
        environment.put("PLINTH_TEST_OUTPUT", output.resolve("out").toString());
        Plinth.Result walked = Plinth.execute(List.of("npm", "--prefix", TESTS.toString(), "run", script), environment);
        assertThat(walked.code()).as(walked.output()).isZero();
    }

    /** Another test, in a JVM of its own, may be about to do the same. */
    private static void install() {
        try (FileChannel file = FileChannel.open(
                        Path.of("target", "npm.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = file.lock()) {
            if (!Files.exists(TESTS.resolve("node_modules"))) {
                Plinth.Result installed = Plinth.execute(List.of("npm", "--prefix", TESTS.toString(), "ci"), Map.of());
                assertThat(installed.code()).as(installed.output()).isZero();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
