// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of docs/reference that is generated from the code, and must be what the code says today. */
final class Reference {
    private static final Path DIRECTORY = Path.of("../../docs/reference");

    private Reference() {}

    /** With {@code -Dplinth.update=true} it is written instead of compared. */
    static void check(String page, String generated) throws IOException {
        Path file = DIRECTORY.resolve(page);
        if (Boolean.getBoolean("plinth.update")) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, generated);
        }
        assertThat(generated)
                .as(
                        "%s is not what the code says; run the tests with -Dplinth.update=true and look at the difference",
                        page)
                .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
    }
}
