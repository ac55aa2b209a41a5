// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/reference/gateway-errors.md */
class ProblemTest {
    private static final Path PAGE = Path.of("../docs/reference/gateway-errors.md");

    @Test
    void codes_are_unique() {
        assertThat(Arrays.stream(Problem.values()).map(Problem::code)).doesNotHaveDuplicates();
    }

    @Test
    void the_page_is_what_the_code_says() throws IOException {
        String rows = Arrays.stream(Problem.values())
                .map(problem -> "| `%s` | %d | %s |\n"
                        .formatted(problem.code(), problem.status().code(), problem.title()))
                .sorted()
                .collect(Collectors.joining());
        String page = """
                # Error codes of the gateway

                Generated from the code. What the gateway answers itself is an RFC 9457 problem with one of these codes, and the id of the
                trace. Everything else comes from the service behind it.

                | Code | Status | Title |
                |---|---|---|
                """ + rows;
        if (Boolean.getBoolean("plinth.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }
}
