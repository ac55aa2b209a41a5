// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What an application says when it cannot start, and that it starts when it can. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {
    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    private ConfigurableApplicationContext run(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--plinth.directory=" + directory,
                "--plinth.config.timeout=300ms",
                "--plinth.engines.timeout=300ms",
                "--spring.main.banner-mode=off"));
        arguments.addAll(List.of(settings));
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(arguments.toArray(String[]::new));
    }

    @Test
    void all_that_is_missing_is_named_with_what_to_do(CapturedOutput output) {
        assertThatThrownBy(() -> run("--plinth.app=No Name")).isInstanceOf(PlinthSettingsException.class);
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("plinth.url: nothing (expected: the public URL of Plinth, as http://localhost:8080)")
                .contains("plinth.app: No Name (expected: 1 to 63 of a-z, 0-9 and '-')")
                .contains("plinth.secret: nothing")
                .contains("plinth app create NAME");
    }

    @Test
    void a_credential_file_that_is_not_there_is_named(CapturedOutput output) {
        assertThatThrownBy(() -> run(
                        "--plinth.url=http://127.0.0.1:1", "--plinth.app=orders", "--plinth.credential-file=/nowhere"))
                .isInstanceOf(PlinthSettingsException.class);
        assertThat(output).contains("plinth.credential-file: /nowhere (expected: a file that this user can read)");
    }

    @Test
    void a_first_start_without_plinth_says_where_it_looked(CapturedOutput output) {
        assertThatThrownBy(() ->
                        run("--plinth.url=http://127.0.0.1:1", "--plinth.app=orders", "--plinth.secret=planted-secret"))
                .isInstanceOf(PlinthAwayException.class);
        assertThat(output)
                .contains("Plinth at http://127.0.0.1:1 has not told the settings")
                .contains("plinth.config.required=false")
                .doesNotContain("planted-secret");
    }

    @Test
    void with_what_an_earlier_run_has_left_it_starts_without_plinth() throws Exception {
        Files.writeString(
                directory.resolve("configuration.json"),
                "{\"revision\": 7, \"properties\": {\"shop.color\": \"red\"}}");
        Path secret = Files.writeString(directory.resolve("secret"), "s\n");
        try (ConfigurableApplicationContext context =
                run("--plinth.url=http://127.0.0.1:1", "--plinth.app=orders", "--plinth.credential-file=" + secret)) {
            assertThat(context.getEnvironment().getProperty("shop.color")).isEqualTo("red");
            assertThat(context.getEnvironment().getProperty("spring.application.name"))
                    .isEqualTo("orders");
            assertThat(context.getEnvironment()
                            .getProperty("management.metrics.distribution.slo.http.server.requests", String[].class))
                    .as("bounds, so that there are percentiles")
                    .contains("5ms", "10s");
            assertThat(context.getEnvironment().getProperty(Telemetry.TRACES))
                    .isEqualTo("http://127.0.0.1:4318/v1/traces");
        }
    }

    @Test
    void what_the_command_line_says_is_above_what_plinth_says() throws Exception {
        Files.writeString(
                directory.resolve("configuration.json"),
                "{\"revision\": 7, \"properties\": {\"shop.color\": \"red\"}}");
        try (ConfigurableApplicationContext context = run(
                "--plinth.url=http://127.0.0.1:1", "--plinth.app=orders", "--plinth.secret=s", "--shop.color=blue")) {
            assertThat(context.getEnvironment().getProperty("shop.color")).isEqualTo("blue");
        }
    }

    @Test
    void switched_off_it_needs_nothing() {
        try (ConfigurableApplicationContext context = run("--plinth.enabled=false")) {
            assertThat(context.getEnvironment().getPropertySources().contains(PlinthPropertySource.NAME))
                    .isFalse();
        }
    }
}
