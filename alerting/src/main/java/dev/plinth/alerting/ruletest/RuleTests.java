// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.alerting.rule.RuleGroup;
import dev.plinth.promql.parser.ParserOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Runs files of tests. */
public final class RuleTests {
    private final ParserOptions parser;

    public RuleTests(ParserOptions parser) {
        this.parser = parser;
    }

    /** Runs all tests of a file. Whatever is wrong is in the report. */
    public RuleTestReport run(Path path) {
        List<String> warnings = new ArrayList<>();
        try {
            RuleTestFile file = RuleTestFile.parse(Files.readString(path));
            List<RuleTestReport.Test> tests = new ArrayList<>();
            Set<Path> ruleFiles = ruleFiles(path, file, warnings);
            for (RuleTestFile.Test test : file.tests()) {
                List<RuleGroup> groups = groups(ruleFiles, test);
                tests.add(new RuleTestReport.Test(
                        test.name(), test.line(), new TestRun(file, test, groups, parser).failures()));
            }
            return new RuleTestReport(path, warnings, null, tests);
        } catch (RuleFileException e) {
            return new RuleTestReport(path, warnings, e.getMessage(), List.of());
        } catch (IOException e) {
            return new RuleTestReport(path, warnings, "cannot be read: " + e.getMessage(), List.of());
        }
    }

    private static Set<Path> ruleFiles(Path path, RuleTestFile file, List<String> warnings) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (String pattern : file.ruleFiles()) {
            List<Path> found = Globs.find(path.toAbsolutePath().resolveSibling(""), pattern);
            if (found.isEmpty()) {
                warnings.add("no file matches " + pattern);
            }
            files.addAll(found);
        }
        return files;
    }

    private List<RuleGroup> groups(Set<Path> ruleFiles, RuleTestFile.Test test) throws IOException {
        List<RuleGroup> groups = new ArrayList<>();
        for (Path ruleFile : ruleFiles) {
            try {
                groups.addAll(RuleFile.parse(Files.readString(ruleFile), test.interval(), parser));
            } catch (RuleFileException e) {
                throw e.in(ruleFile);
            }
        }
        return groups;
    }
}
