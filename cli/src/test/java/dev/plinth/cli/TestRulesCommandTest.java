// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.settings.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRulesCommandTest {
    private static final String TESTS = """
            rule_files: [rules.yml]
            tests:
            - name: an instance is down
              interval: 1m
              input_series: [{series: 'up{instance="a"}', values: 0x9}]
              alert_rule_test:
              - eval_time: 5m
                alertname: Down
                exp_alerts: [{exp_labels: {severity: page, instance: a}, exp_annotations: {summary: a is SAID}}]
            """;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = System.out;

    @TempDir
    Path directory;

    @BeforeEach
    void listen() throws IOException {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        Files.writeString(directory.resolve("rules.yml"), """
                kind: AlertRules
                env: prod
                name: instances
                spec:
                  rules:
                  - alert: Down
                    expr: up == 0
                    for: 5m
                    severity: page
                    annotations: {summary: "{{ $labels.instance }} is down"}
                """);
        Files.writeString(directory.resolve("good.yml"), TESTS.replace("SAID", "down"));
        Files.writeString(directory.resolve("bad.yml"), TESTS.replace("SAID", "up"));
        Files.writeString(directory.resolve("broken.yml"), TESTS.replace("interval", "intervall"));
    }

    @AfterEach
    void stopListening() {
        System.setOut(out);
    }

    private int test(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "test-rules";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i].startsWith("-")
                    ? arguments[i]
                    : directory.resolve(arguments[i]).toString();
        }
        return Plinth.commandLine().execute(all);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    @Test
    void tests_that_succeed_end_with_0() {
        assertThat(test("good.yml")).isEqualTo(ExitCode.OK.code());
        assertThat(said()).isEqualTo("good.yml\n  SUCCESS\n");
    }

    @Test
    void tests_that_fail_end_with_1_and_say_what_is_different() {
        assertThat(test("good.yml", "bad.yml", "broken.yml")).isEqualTo(ExitCode.FAILURE.code());
        assertThat(said()).startsWith("""
                good.yml
                  SUCCESS
                bad.yml
                  FAILED
                    an instance is down, line 3
                      alertname: Down, time: 5m (line 7)
                            {alertname="Down", instance="a", severity="page"}
                          - expected: annotation summary: "a is up"
                          + got:      annotation summary: "a is down"
                broken.yml
                  FAILED
                    line 4: field intervall not found (expected: one of name, interval,""");
    }

    @Test
    void the_rules_of_the_demo_do_what_they_are_meant_to() {
        Path tests = Path.of("..", "examples", "shop", "alerts.test.yaml");
        assertThat(test(tests.toAbsolutePath().normalize().toString()))
                .as(said())
                .isEqualTo(ExitCode.OK.code());
        assertThat(said()).endsWith("alerts.test.yaml\n  SUCCESS\n");
    }

    @Test
    void files_that_are_not_there_and_no_files_are_a_usage_error() {
        assertThat(test("none.yml")).isEqualTo(ExitCode.USAGE.code());
        assertThat(test()).isEqualTo(ExitCode.USAGE.code());
        assertThat(said()).isEmpty();
    }

    @Test
    void results_are_written_for_build_servers() throws IOException {
        Path report = directory.resolve("report.xml");

        assertThat(test("--junit=" + report, "good.yml", "bad.yml")).isEqualTo(ExitCode.FAILURE.code());

        assertThat(report).content().contains("tests=\"1\" failures=\"0\"", "tests=\"1\" failures=\"1\"", "a is up");
    }

    @Test
    void a_report_that_cannot_be_written_fails() {
        assertThat(test("--junit=" + directory.resolve("none/report.xml"), "good.yml"))
                .isEqualTo(ExitCode.FAILURE.code());
    }
}
