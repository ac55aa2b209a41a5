// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.PlinthSettings.AppSettings;
import dev.plinth.engines.ProcessSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppUnitTest {
    @TempDir
    Path directory;

    private final List<String> declared = new ArrayList<>();

    private AppUnit unit(Map<String, String> environment) {
        return new AppUnit(
                new AppSettings("orders", List.of("java"), null, environment, null, Path.of("orders.yaml")),
                directory,
                new DataDirectory(directory.resolve("data")),
                "http://localhost:8080",
                "http://127.0.0.1:4318",
                "dev",
                (app, file) -> declared.add(app + " " + file.getFileName()));
    }

    @Test
    void it_gets_a_credential_in_a_file_that_its_environment_names() throws Exception {
        ProcessSpec spec = unit(Map.of("COLOR", "red", "PLINTH_ENV", "prod")).prepare();
        Path file = Path.of(spec.environment().get("PLINTH_CREDENTIAL_FILE"));
        assertThat(spec.environment())
                .containsEntry("PLINTH_URL", "http://localhost:8080")
                .containsEntry("PLINTH_APP", "orders")
                .containsEntry("PLINTH_OTLP_URL", "http://127.0.0.1:4318")
                .containsEntry("COLOR", "red")
                .containsEntry("PLINTH_ENV", "prod");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        String secret = Files.readString(file).strip();
        assertThat(secret).hasSizeGreaterThan(40);
        assertThat(spec.environment()).doesNotContainValue(secret);
        unit(Map.of()).prepare();
        assertThat(Files.readString(file).strip()).isEqualTo(secret);
    }

    @Test
    void what_it_needs_is_declared_before_it_starts() {
        unit(Map.of()).prepare();
        assertThat(declared).containsExactly("orders orders.yaml");
    }

    @Test
    void a_process_that_is_run_no_more_loses_its_credential() {
        DataDirectory data = new DataDirectory(directory.resolve("data"));
        Path file = Path.of(unit(Map.of()).prepare().environment().get("PLINTH_CREDENTIAL_FILE"));
        AppUnit.forgetOthers(data, Set.of("orders"));
        assertThat(file).exists();
        AppUnit.forgetOthers(data, Set.of("payments"));
        assertThat(file).doesNotExist();
    }
}
