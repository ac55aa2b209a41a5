// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapedNameTest {
    @ParameterizedTest
    @CsvSource({
        "job, job",
        "U__job, job",
        "U__http_2e_status, http.status",
        "U__my__name, my_name",
        "U___fc_ber_1F600_, über😀",
        "U__open_2e, U__open_2e",
        "U__no_zz_hex, U__no_zz_hex",
        "U__too_1234567_long, U__too_1234567_long",
        "U__end_, U__end_"
    })
    void a_name_is_what_it_was_before_it_was_escaped_and_itself_when_it_was_not(String escaped, String name) {
        assertThat(EscapedName.decode(escaped)).isEqualTo(name);
    }
}
