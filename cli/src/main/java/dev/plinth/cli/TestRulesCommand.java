// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.alerting.ruletest.JUnitReport;
import dev.plinth.alerting.ruletest.RuleTestReport;
import dev.plinth.alerting.ruletest.RuleTests;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.promql.parser.ParserOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test-rules",
        description = "Run tests of alerting and recording rules, in the format of promtool test rules.",
        footer = {"", "Nothing needs to run; docs/how-to/test-rules.md says how tests are written."})
final class TestRulesCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of tests. They name the files of rules.")
    List<Path> files = List.of();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the results there, too, as XML of JUnit.")
    @Nullable
    Path junit;

    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() {
        for (Path file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new Failure(ExitCode.USAGE, "There is no file " + file, "Name files of tests.");
            }
        }
        RuleTests tests = new RuleTests(ParserOptions.STABLE);
        List<RuleTestReport> reports = new ArrayList<>();
        for (Path file : files) {
            RuleTestReport report = tests.run(file);
            show(report);
            reports.add(report);
        }
        if (junit != null) {
            write(junit, reports);
        }
        boolean success = reports.stream().allMatch(RuleTestReport::isSuccess);
        return (success ? ExitCode.OK : ExitCode.FAILURE).code();
    }

    private void show(RuleTestReport report) {
        terminal.line(report.file().toString());
        report.warnings().forEach(warning -> terminal.line("  " + terminal.yellow("WARNING: ") + warning));
        if (report.isSuccess()) {
            terminal.line("  " + terminal.green("SUCCESS"));
            return;
        }
        terminal.line("  " + terminal.red("FAILED"));
        if (report.problem() != null) {
            terminal.line("    " + report.problem());
        }
        for (RuleTestReport.Test test : report.tests()) {
            if (!test.isSuccess()) {
                terminal.line("    " + terminal.bold(test.name()) + ", line " + test.line());
                test.failures()
                        .forEach(failure -> failure.lines().forEach(line -> terminal.line("      " + coloured(line))));
            }
        }
    }

    private String coloured(String line) {
        String bare = line.stripLeading();
        return bare.startsWith("- ") ? terminal.red(line) : bare.startsWith("+ ") ? terminal.green(line) : line;
    }

    private static void write(Path file, List<RuleTestReport> reports) {
        try {
            Files.writeString(file, JUnitReport.of(reports));
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILURE, "Cannot write " + file + ": " + e.getMessage(), "Check --junit.", e);
        }
    }
}
