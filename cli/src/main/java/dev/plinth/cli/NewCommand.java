// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.cli.supervisor.StateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "new", description = "Make something new.", subcommands = NewCommand.Service.class)
final class NewCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        Terminal.system().line("plinth new service NAME; see plinth new --help.");
        return ExitCode.USAGE.code();
    }

    @Command(
            name = "service",
            description = "Make a small Spring Boot project that builds, runs and registers, in a folder of its name.")
    static final class Service implements Callable<Integer> {
        private static final String NAME = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?";
        private static final String PACKAGE = "[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*";

        @Mixin
        GlobalOptions options = new GlobalOptions();

        @Parameters(index = "0", paramLabel = "NAME", description = "Of the service: a-z, 0-9 and -")
        String name = "";

        @Option(names = "--package", paramLabel = "P", description = "Of its code; com.example.NAME if not given.")
        @Nullable
        String javaPackage;

        @Option(names = "--directory", paramLabel = "DIR", description = "Where it is made; here if not given.")
        Path directory = Path.of("");

        private final Terminal terminal = Terminal.system();

        @Override
        public Integer call() {
            check(name.matches(NAME), "NAME", name, "1 to 63 of a-z, 0-9 and '-', beginning with a letter");
            String code = javaPackage == null ? "com.example." + name.replace("-", "") : javaPackage;
            check(code.matches(PACKAGE), "--package", code, "a Java package, as com.example.orders");
            Path project = directory.resolve(name).toAbsolutePath().normalize();
            Sdk sdk = Sdk.of(GlobalOptions.program());
            Map<String, String> words =
                    Map.of("@name@", name, "@package@", code, "@version@", sdk.version(), "@url@", publicUrl());
            write(project, code.replace('.', '/'), words);
            terminal.line("Made " + project);
            terminal.line("");
            terminal.line("  plinth sdk install               once, so that Maven finds the starter");
            terminal.line("  plinth app create " + name + "   prints the secret");
            terminal.line("  cd " + name + " && PLINTH_SECRET=… mvn spring-boot:run");
            terminal.line("  plinth apply -f " + name + "/route.yaml      so that the world reaches it at /" + name);
            return ExitCode.OK.code();
        }

        private static void check(boolean right, String what, String offending, String expected) {
            if (!right) {
                throw new Failure(
                        ExitCode.USAGE,
                        "%s: \"%s\" (expected: %s)".formatted(what, offending, expected),
                        "Choose another, and try again.");
            }
        }

        /** Of the Plinth that runs here, or would. */
        private String publicUrl() {
            if (options.url != null && !options.url.isBlank()) {
                return GlobalOptions.baseUrl(options.url);
            }
            DataDirectory data = options.dataDirectory();
            StateFile.State state = data.isSupervised() ? StateFile.read(data.stateFile()) : null;
            return state == null || state.publicUrl() == null
                    ? "http://localhost:8080"
                    : Objects.requireNonNull(state.publicUrl());
        }

        private static void write(Path project, String folders, Map<String, String> words) {
            Map<String, String> files = new LinkedHashMap<>();
            files.put("pom.xml", "pom.xml");
            files.put("gitignore", ".gitignore");
            files.put("route.yaml", "route.yaml");
            files.put("application.yaml", "src/main/resources/application.yaml");
            files.put("Application.java", "src/main/java/" + folders + "/Application.java");
            files.put("Greeting.java", "src/main/java/" + folders + "/Greeting.java");
            files.put("GreetingController.java", "src/main/java/" + folders + "/GreetingController.java");
            files.put("GreetingControllerTest.java", "src/test/java/" + folders + "/GreetingControllerTest.java");
            try {
                if (Files.exists(project)) {
                    try (Stream<Path> content = Files.list(project)) {
                        check(
                                content.findAny().isEmpty(),
                                "directory",
                                project.toString(),
                                "none yet, or an empty one");
                    }
                }
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Path target = project.resolve(file.getValue());
                    Files.createDirectories(target.getParent());
                    Files.writeString(target, filled(file.getKey(), words));
                }
            } catch (IOException e) {
                throw new Failure(
                        ExitCode.PERMISSION,
                        project + " cannot be written: " + e.getMessage(),
                        "Choose another place with --directory.",
                        e);
            }
        }

        private static String filled(String template, Map<String, String> words) throws IOException {
            try (InputStream in = Objects.requireNonNull(
                    NewCommand.class.getResourceAsStream("service/" + template + ".template"), template)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                for (Map.Entry<String, String> word : words.entrySet()) {
                    text = text.replace(word.getKey(), word.getValue());
                }
                return text;
            }
        }
    }
}
