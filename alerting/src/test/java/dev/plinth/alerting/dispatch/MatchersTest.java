// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.model.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '`',
            value = {
                "`` > {}",
                "{} > {}",
                "a=b > {a=\"b\"}",
                "{a=b} > {a=\"b\"}",
                "{ a = \"b\" , c !~ d.* , } > {a=\"b\",c!~\"d.*\"}",
                "a!=\"b,c\",d=~\"e|f\" > {a!=\"b,c\",d=~\"e|f\"}",
                "a= > {a=\"\"}",
                "a=\"x\\\"y\\\\z\\nw\" > {a=\"x\\\"y\\\\z\\nw\"}",
                "a=\"\\d\" > {a=\"\\\\d\"}",
                "a=b c > {a=\"b c\"}",
                "{a=b}} > {a=\"b}\"}",
                "\"my label\"=\"x\" > {\"my label\"=\"x\"}",
                "{\"a.b\"=~\"c\",d=e} > {a.b=~\"c\",d=\"e\"}",
                "\"\\u00fc{\"=\"\\x41\\103\\t\" > {\"ü{\"=\"AC\\t\"}",
                "ü=b > {ü=\"b\"}"
            })
    void both_syntaxes_are_read(String text, String expected) {
        assertThat(LabelMatcher.toString(Matchers.parse(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '`',
            value = {
                "a > column 2: end (expected: an operator: =, !=, =~ or !~)",
                "a.b.c=\"x > column 7: \"\\\"x\" (expected: a closing quote)",
                "{ü=b > column 5: end (expected: a closing brace)",
                "ü=b} > column 4: \"}\" (expected: an opening brace before it)",
                "ü=b c=d > column 5: \"c\" (expected: a comma or the end)",
                "{ü=b c=d} > column 6: \"c\" (expected: a comma or a closing brace)",
                "{ü=b} x > column 7: \"x\" (expected: the end)",
                "a!b > column 3: \"b\" (expected: \"=\" or \"~\" after \"!\")",
                "ü='x' > column 3: \"'\" (expected: a name, a value, an operator, a comma or a brace)",
                "ü= > column 3: end (expected: the value of a label)",
                "ü=a,,b=c > column 5: \",\" (expected: the name of a label)",
                "=a > column 1: \"=\" (expected: the name of a label)",
                "ü=\"\\q\" > column 3: \"\\\"\\\\q\\\"\" (expected: escapes as \\\\, \\\", \\n, \\t, \\x41 or \\u00e9, UTF-8 and no line feed)",
                "a=~( > column 4: \"(\" (expected: value: \"(\" (expected: a regular expression of RE2; missing closing ))",
            })
    void what_is_none_is_refused_with_place_and_expectation(String text, String message) {
        assertThatThrownBy(() -> Matchers.parse(text))
                .isInstanceOf(MatcherSyntaxException.class)
                .message()
                .startsWith(message);
    }

    @Test
    void one_matcher_is_one_without_braces() {
        assertThat(Matchers.parseOne("a=\"b,c\"").value()).isEqualTo("b,c");
        assertThatThrownBy(() -> Matchers.parseOne("{a=b}")).hasMessageStartingWith("column 1: \"{\"");
        assertThatThrownBy(() -> Matchers.parseOne("ü=b,c=d")).hasMessageContaining("one matcher, not 2");
    }

    @Test
    void a_missing_label_is_empty_and_expressions_match_wholly() {
        Labels labels = Labels.of("a", "xyz", "lines", "x\ny");

        assertThat(Matchers.parseOne("b=\"\"").matches(labels)).isTrue();
        assertThat(Matchers.parseOne("b!=c").matches(labels)).isTrue();
        assertThat(Matchers.parseOne("b=~\".*\"").matches(labels)).isTrue();
        assertThat(Matchers.parseOne("a=~\"y|x\"").matches(labels)).isFalse();
        assertThat(Matchers.parseOne("a!~\"x\"").matches(labels)).isTrue();
        assertThat(Matchers.parseOne("lines=~\"x.y\"").matches(labels)).isFalse();
    }
}
