// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
    @TempDir
    Path directory;

    @Test
    void what_was_sealed_can_be_opened_after_a_restart() throws GeneralSecurityException {
        Path file = directory.resolve("master.key");
        byte[] sealed = MasterKey.load(file, false).seal("hunter2", "dev/db");
        assertThat(MasterKey.load(file, true).open(sealed, "dev/db")).isEqualTo("hunter2");
    }

    @Test
    void the_same_value_is_sealed_differently_each_time() {
        MasterKey key = MasterKey.load(directory.resolve("master.key"), false);
        assertThat(key.seal("hunter2", "dev/db")).isNotEqualTo(key.seal("hunter2", "dev/db"));
        assertThat(key.fingerprint("hunter2", "dev/db")).isEqualTo(key.fingerprint("hunter2", "dev/db"));
        assertThat(key.fingerprint("hunter2", "dev/db")).isNotEqualTo(key.fingerprint("hunter2", "dev/other"));
    }

    @Test
    void a_sealed_value_cannot_be_moved_to_another_name_or_changed() {
        MasterKey key = MasterKey.load(directory.resolve("master.key"), false);
        byte[] sealed = key.seal("hunter2", "dev/db");
        assertThatThrownBy(() -> key.open(sealed, "prod/db")).isInstanceOf(GeneralSecurityException.class);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> key.open(sealed, "dev/db")).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void another_key_does_not_open_it() {
        byte[] sealed = MasterKey.load(directory.resolve("one.key"), false).seal("hunter2", "dev/db");
        MasterKey other = MasterKey.load(directory.resolve("two.key"), false);
        assertThatThrownBy(() -> other.open(sealed, "dev/db")).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void the_file_is_for_its_owner_only() throws IOException {
        Path file = directory.resolve("master.key");
        MasterKey.load(file, false);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> MasterKey.load(file, false)).hasMessageContaining("Run chmod 600");
    }

    @Test
    void a_missing_key_is_not_replaced_while_something_is_sealed_with_it() {
        assertThatThrownBy(() -> MasterKey.load(directory.resolve("gone.key"), true))
                .hasMessageContaining("The master key is not there")
                .hasMessageContaining("Put the file back");
    }

    @Test
    void a_file_that_is_no_key_is_refused() throws IOException {
        Path file = directory.resolve("master.key");
        Files.writeString(file, "c2hvcnQ=\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> MasterKey.load(file, false)).hasMessageContaining("has 5 bytes (expected: 32)");
    }
}
