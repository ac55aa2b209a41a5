// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.core.kernel.problem.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {
    private static final Map<String, String> LABELS = Map.of("app", "shop", "tier", "web", "canary", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=shop | true",
                "app==shop | true",
                "app=other | false",
                "app!=other | true",
                "app!=shop | false",
                "missing!=x | true",
                "canary | true",
                "!canary | false",
                "!missing | true",
                "app=shop,tier=web | true",
                "app=shop, tier!=web | false",
                "canary= | true"
            })
    void every_part_must_hold(String selector, boolean matches) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(matches);
    }

    @Test
    void the_empty_selector_chooses_everything() {
        assertThat(LabelSelector.parse("").isEmpty()).isTrue();
        assertThat(LabelSelector.parse(" ").matches(LABELS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=x", "a in (b)", "!a=b", "a=b=c", "a b"})
    void what_cannot_be_read_is_refused(String selector) {
        assertThatThrownBy(() -> LabelSelector.parse(selector))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.violations())
                                .singleElement()
                                .extracting("field", "offending")
                                .containsExactly("labelSelector", selector));
    }
}
