// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Matcher.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelIndexTest {
    private static final List<String> NAMES = List.of("__name__", "job", "instance", "code");
    private static final List<String> VALUES = List.of("", "a", "b", "c", "abc", "200");

    private final Random random = new Random(3);

    @Test
    void it_finds_what_looking_at_each_series_finds() {
        LabelIndex index = new LabelIndex();
        List<Labels> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Labels labels = Labels.EMPTY;
            for (String name : NAMES) {
                labels = labels.with(name, VALUES.get(random.nextInt(VALUES.size())));
            }
            all.add(labels);
            assertThat(index.add(labels)).isEqualTo(i);
        }
        for (int round = 0; round < 2_000; round++) {
            List<Matcher> matchers = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                matchers.add(matcher());
            }
            List<Integer> found = new ArrayList<>();
            index.select(matchers, found::add);
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                Labels labels = all.get(i);
                if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
                    expected.add(i);
                }
            }
            assertThat(found).as("%s", matchers).isEqualTo(expected);
        }
    }

    private Matcher matcher() {
        String name = random.nextInt(8) == 0 ? "absent" : NAMES.get(random.nextInt(NAMES.size()));
        Kind kind = List.of(Kind.values()).get(random.nextInt(4));
        String value = kind == Kind.EQUAL || kind == Kind.NOT_EQUAL
                ? VALUES.get(random.nextInt(VALUES.size()))
                : List.of("a|b", "a.*", ".*", ".+", "", "c|", "[0-9]+").get(random.nextInt(7));
        return Matcher.of(kind, name, value);
    }

    @Test
    void names_and_values_are_those_of_its_series() {
        LabelIndex index = new LabelIndex();
        index.add(Labels.of("__name__", "up", "job", "a"));
        index.add(Labels.of("__name__", "up", "job", "b"));
        assertThat(index.names()).containsExactlyInAnyOrder("__name__", "job");
        assertThat(index.values("job")).containsExactlyInAnyOrder("a", "b");
        assertThat(index.values("other")).isEmpty();
    }
}
