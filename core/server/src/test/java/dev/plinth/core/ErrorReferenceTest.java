// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import dev.plinth.core.kernel.problem.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/reference/errors.md */
class ErrorReferenceTest {
    @Test
    void the_page_of_error_codes_is_what_the_registry_says() throws IOException {
        String rows = Arrays.stream(ErrorCode.values())
                .sorted(Comparator.comparing(ErrorCode::code))
                .map(code -> "| `%s` | %d | %s | %s |\n"
                        .formatted(
                                code.code(),
                                code.status(),
                                code.title(),
                                code.fault().name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining());
        Reference.check("errors.md", """
                # Error codes

                Generated from the code. Every failure is an RFC 9457 problem (`application/problem+json`). Its `code` is a promise: it
                keeps its meaning. `detail` is for people, `violations` names each field with the offending and the expected value.

                | Code | Status | Title | Whose fault |
                |---|---|---|---|
                """ + rows);
    }
}
