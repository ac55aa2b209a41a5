// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "shop", "shop.v2", "a_b", "0", "a-b.c_d"})
    void usual_names_are_good(String name) {
        assertThat(Names.check(new ResourceKey("Widget", "dev", name), Map.of(), ""))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a b", "a/b", "ä", "..", "a\n"})
    void other_names_are_refused(String name) {
        assertThat(Names.check(new ResourceKey("Widget", "dev", name), Map.of(), "[2]."))
                .extracting(Violation::field)
                .containsExactly("[2].name");
    }

    @Test
    void a_name_has_at_most_253_characters() {
        assertThat(Names.check(new ResourceKey("Widget", "dev", "a".repeat(253)), Map.of(), ""))
                .isEmpty();
        assertThat(Names.check(new ResourceKey("Widget", "dev", "a".repeat(254)), Map.of(), ""))
                .hasSize(1);
    }

    @Test
    void labels_are_checked_key_by_key() {
        assertThat(Names.check(
                        new ResourceKey("Widget", "dev", "a"),
                        Map.of("team", "shop", "plinth.dev/tier", "", "Bad key", "x y"),
                        ""))
                .extracting(Violation::field)
                .containsExactlyInAnyOrder("labels", "labels.Bad key");
    }

    @Test
    void the_nearest_name_is_found_for_a_slip_and_not_for_anything() {
        assertThat(Names.nearest("wigdet", List.of("Widget", "Box"))).isEqualTo("Widget");
        assertThat(Names.nearest("environment", List.of("Widget", "Environment")))
                .isEqualTo("Environment");
        assertThat(Names.nearest("banana", List.of("Widget", "Box"))).isNull();
    }
}
