// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.EngineOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a script tells when something is not as it says. */
class ScriptTest {
    private static final String LOAD = """
            load 1m
              m{x="1"} 1 2 3
              m{x="2"} 4 5 6
              h {{count:1 sum:2 buckets:[1]}}

            """;

    private static String failure(String text) {
        List<Script.Check> checks = Script.parse(LOAD + text).run(EngineOptions.DEFAULT);
        assertThat(checks).hasSize(1);
        return String.valueOf(checks.getFirst().failure());
    }

    @Test
    void tellsAnotherValue() {
        assertThat(failure("eval instant at 1m m{x=\"1\"}\n  m{x=\"1\"} 3"))
                .isEqualTo("expected 3 for {__name__=\"m\", x=\"1\"} but got 2");
        assertThat(failure("eval instant at 0 h\n  h {{count:1 sum:3 buckets:[1]}}"))
                .contains("expected {{count:1 sum:3 buckets:[1]}}", "but got {{count:1 sum:2 buckets:[1]}}");
        assertThat(failure("eval instant at 0 h\n  h 3")).contains("but got {{");
        assertThat(failure("eval instant at 0 1 + 1\n  3")).isEqualTo("expected scalar 3 but got 2");
        assertThat(failure("eval range from 0 to 2m step 1m m{x=\"1\"}\n  m{x=\"1\"} 1 2 4"))
                .contains("expected 4 at 120000 but got 3");
    }

    @Test
    void tellsAnotherSetOfSeries() {
        assertThat(failure("eval instant at 1m m\n  m{x=\"1\"} 2"))
                .isEqualTo("unexpected metric {__name__=\"m\", x=\"2\"} in result, has value 5");
        assertThat(failure("eval instant at 1m m{x=\"1\"}\n  m{x=\"1\"} 2\n  m{x=\"2\"} 5"))
                .isEqualTo("expected metric {__name__=\"m\", x=\"2\"} not found");
        assertThat(failure("eval range from 0 to 1m step 1m m{x=\"1\"}\n  m{x=\"1\"} 1"))
                .contains("unexpected value at 60000");
        assertThat(failure("eval range from 0 to 1m step 1m m{x=\"1\"}\n  m{x=\"1\"} 1 _"))
                .contains("unexpected value at 60000");
    }

    @Test
    void tellsAnotherOrder() {
        assertThat(failure("eval instant at 1m sort_desc(m)\n  expect ordered\n  m{x=\"1\"} 2\n  m{x=\"2\"} 5"))
                .contains("at position 2 but was at 1");
    }

    @Test
    void tellsErrorsAndTheirAbsence() {
        assertThat(failure("eval instant at 1m m +"))
                .isEqualTo("error evaluating query: 1:4: parse error: unexpected end of input");
        assertThat(failure("eval instant at 1m m\n  expect fail"))
                .isEqualTo("expected error evaluating query but got none");
        assertThat(failure("eval instant at 1m m + on () m\n  expect fail msg: no"))
                .startsWith("expected error \"no\"");
        assertThat(failure("eval_fail instant at 1m m + on () m\n  expected_fail_regexp found.*"))
                .isEqualTo("null");
    }

    @Test
    void tellsAnnotationsAndTheirAbsence() {
        String rate = "eval instant at 2m rate(m{x=\"1\"}[2m])\n  expect %s\n  {x=\"1\"} 0.016666666666666666";

        assertThat(failure(rate.formatted("info"))).isEqualTo("null");
        assertThat(failure(rate.formatted("no_info"))).startsWith("unexpected info annotations");
        assertThat(failure(rate.formatted("warn"))).startsWith("expected warn annotation");
        assertThat(failure(rate.formatted("info msg: x"))).startsWith("expected info annotation \"x\"");
        assertThat(failure(rate.formatted("info regex: counter"))).isEqualTo("null");
    }

    @Test
    void saysWhichLineIsNone() {
        assertThatThrownBy(() -> Script.parse("\nfly me"))
                .isInstanceOf(ScriptException.class)
                .hasMessage("line 2: invalid command \"fly me\"");
        assertThatThrownBy(() -> Script.parse("load 1x\n  m 1"))
                .hasMessage("line 1: not a valid duration string: \"1x\"");
        assertThatThrownBy(() -> Script.parse("load 1m\n  m 1 y")).hasMessage("line 2: bad value in series: \"y\"");
        assertThatThrownBy(() -> Script.parse("eval instant m")).hasMessageStartingWith("line 1: ");
        assertThatThrownBy(() -> Script.parse("eval range from 2m to 1m step 1m m"))
                .hasMessageContaining("is before start");
        assertThatThrownBy(() -> Script.parse("eval instant at 1m m\n expect nothing"))
                .hasMessageStartingWith("line 2: invalid expect statement");
    }
}
