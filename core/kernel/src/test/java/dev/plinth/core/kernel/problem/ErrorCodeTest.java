// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    @Test
    void codes_are_unique() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code)).doesNotHaveDuplicates();
    }

    @Test
    void codes_are_an_area_and_what_is_wrong() {
        assertThat(ErrorCode.values())
                .allSatisfy(code -> assertThat(code.code()).matches("[a-z]+\\.[a-z]+(-[a-z]+)*"));
    }

    @Test
    void a_user_can_mend_what_has_a_status_below_500_and_nothing_else() {
        assertThat(ErrorCode.values())
                .allSatisfy(
                        code -> assertThat(code.status() < 500).as(code.code()).isEqualTo(code.fault() == Fault.USER));
    }
}
