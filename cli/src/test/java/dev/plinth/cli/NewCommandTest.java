// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewCommandTest {
    @TempDir
    Path directory;

    @BeforeEach
    void build() throws IOException {
        System.setProperty("plinth.program", directory.resolve("program").toString());
        Path starter = directory.resolve("program/maven/dev/plinth/plinth-spring-boot-starter/1.2.3");
        Files.createDirectories(starter);
        Files.writeString(starter.resolve("plinth-spring-boot-starter-1.2.3.pom"), "<project/>");
    }

    @AfterEach
    void forget() {
        System.clearProperty("plinth.program");
    }

    private int run(String... arguments) {
        return Plinth.commandLine().execute(arguments);
    }

    private int service(String name, String... more) {
        String[] arguments = new String[more.length + 7];
        System.arraycopy(
                new String[] {
                    "new",
                    "service",
                    name,
                    "--directory",
                    directory.toString(),
                    "--data",
                    directory.resolve("data").toString()
                },
                0,
                arguments,
                0,
                7);
        System.arraycopy(more, 0, arguments, 7, more.length);
        return run(arguments);
    }

    @Test
    void a_project_names_the_service_the_package_and_the_version() throws IOException {
        assertThat(service("my-orders", "--package", "org.acme.orders")).isZero();
        Path project = directory.resolve("my-orders");
        assertThat(project.resolve("pom.xml"))
                .content()
                .contains("<version>1.2.3</version>", "http://localhost:8080/maven");
        assertThat(project.resolve("src/main/resources/application.yaml"))
                .content()
                .contains("app: my-orders", "url: http://localhost:8080")
                .doesNotContain("@");
        assertThat(project.resolve("src/main/java/org/acme/orders/Application.java"))
                .content()
                .startsWith("package org.acme.orders;");
        assertThat(project.resolve("src/test/java/org/acme/orders/GreetingControllerTest.java"))
                .exists();
    }

    @ParameterizedTest
    @CsvSource({"Orders, a", "1a, a", "a_b, a", "a, A.b", "a, 1.b", "a, a..b"})
    void a_wrong_name_is_refused(String name, String javaPackage) {
        assertThat(service(name, "--package", javaPackage)).isEqualTo(2);
        assertThat(directory.resolve(name)).doesNotExist();
    }

    @Test
    void what_is_there_is_not_overwritten() throws IOException {
        Files.createDirectories(directory.resolve("orders"));
        Files.writeString(directory.resolve("orders/pom.xml"), "mine");
        assertThat(service("orders")).isEqualTo(2);
        assertThat(directory.resolve("orders/pom.xml")).hasContent("mine");
    }

    @Test
    void the_sdk_goes_into_a_repository() {
        Path repository = directory.resolve("repository");
        assertThat(run("sdk", "install", "--repository", repository.toString())).isZero();
        assertThat(repository.resolve(
                        "dev/plinth/plinth-spring-boot-starter/1.2.3/plinth-spring-boot-starter-1.2.3.pom"))
                .hasContent("<project/>");
    }
}
