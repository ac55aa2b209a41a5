// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file of tests.
 *
 * @param warnings what should be known, and is no failure
 * @param problem why no test was run, or null
 */
public record RuleTestReport(
        Path file, List<String> warnings, @Nullable String problem, List<Test> tests) {
    /**
     * What became of one test.
     *
     * @param failures what is not as it must be, each with lines of its own for what was expected and what is
     */
    public record Test(String name, int line, List<String> failures) {
        public boolean isSuccess() {
            return failures.isEmpty();
        }
    }

    public boolean isSuccess() {
        return problem == null && tests.stream().allMatch(Test::isSuccess);
    }
}
