// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private final Labels labels = Labels.of("job", "api", "__name__", "up", "zone", "", "host", "h\"1");

    @Test
    void areSortedAndWithoutEmptyOnes() {
        assertThat(labels).hasToString("{__name__=\"up\", host=\"h\\\"1\", job=\"api\"}");
        assertThat(labels.size()).isEqualTo(3);
        assertThat(labels.get("zone")).isEmpty();
        assertThat(labels.metricName()).isEqualTo("up");
        assertThat(Labels.of("a.b", "c")).hasToString("{\"a.b\"=\"c\"}");
    }

    @Test
    void areTheSameWhenAllAreTheSame() {
        assertThat(labels.with("zone", "1").with("zone", "")).isEqualTo(labels).hasSameHashCodeAs(labels);
        assertThat(labels.hash64()).isEqualTo(Labels.copyOf(labels.asMap()).hash64());
        assertThat(labels.with("job", "web")).isNotEqualTo(labels).isGreaterThan(labels);
        assertThat(Labels.of("a", "1")).isLessThan(Labels.of("a", "1", "b", "1"));
    }

    @Test
    void canBeKeptAndDropped() {
        assertThat(labels.keep(Set.of("job", "other"))).isEqualTo(Labels.of("job", "api"));
        assertThat(labels.drop(Set.of("job", "host"))).isEqualTo(Labels.of("__name__", "up"));
        assertThat(Labels.of("__name__", "a", "__type__", "b", "__unit__", "c", "d", "e")
                        .dropMetric())
                .isEqualTo(Labels.of("d", "e"));
    }

    @Test
    void matchersMatchTheWholeValue() {
        assertThat(Matcher.of(Matcher.Kind.REGEX, "job", "ap").matches(labels)).isFalse();
        assertThat(Matcher.of(Matcher.Kind.REGEX, "job", "a.i|b").matches(labels))
                .isTrue();
        assertThat(Matcher.of(Matcher.Kind.REGEX, "job", "web|api").matches(labels))
                .isTrue();
        assertThat(Matcher.of(Matcher.Kind.REGEX, "job", "api|").matches("")).isTrue();
        assertThat(Matcher.of(Matcher.Kind.REGEX, "job", "(?i)API").matches(labels))
                .isTrue();
        assertThat(Matcher.of(Matcher.Kind.REGEX, "job", ".*").matches("two\nlines"))
                .isTrue();
        assertThat(Matcher.of(Matcher.Kind.NOT_REGEX, "zone", ".+").matches(labels))
                .isTrue();
        assertThat(Matcher.of(Matcher.Kind.NOT_EQUAL, "job", "api").matches(labels))
                .isFalse();
        assertThat(Matcher.of(Matcher.Kind.EQUAL, "a b", "c")).hasToString("\"a b\"=\"c\"");
        assertThatThrownBy(() -> Matcher.of(Matcher.Kind.REGEX, "job", "("))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersHaveTwoForms() {
        assertThat(Texts.plain(1e21)).isEqualTo("1000000000000000000000");
        assertThat(Texts.plain(-0.1)).isEqualTo("-0.1");
        assertThat(Texts.plain(Double.NaN)).isEqualTo("NaN");
        assertThat(Texts.general(1e6)).isEqualTo("1e+06");
        assertThat(Texts.general(123456789)).isEqualTo("1.23456789e+08");
        assertThat(Texts.general(0.0001)).isEqualTo("0.0001");
        assertThat(Texts.general(0.00001)).isEqualTo("1e-05");
        assertThat(Texts.general(-100000)).isEqualTo("-100000");
        assertThat(Texts.general(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
    }
}
