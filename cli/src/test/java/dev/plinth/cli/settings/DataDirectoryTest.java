// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path root;

    /** Another process: ends with 0 when it cannot have the lock. */
    public static void main(String[] arguments) {
        System.exit(new DataDirectory(Path.of(arguments[0])).tryLock() == null ? 0 : 1);
    }

    @Test
    void asking_whether_it_is_supervised_does_not_release_the_lock() throws Exception {
        DataDirectory data = new DataDirectory(root.resolve("data"));
        data.open();
        try (DataDirectory.Lock lock = data.tryLock()) {
            assertThat(lock).isNotNull();
            assertThat(new DataDirectory(root.resolve("data")).isSupervised()).isTrue();
            // POSIX would give it the lock if this process had opened and closed the file
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            DataDirectoryTest.class.getName(),
                            data.root().toString())
                    .start();
            assertThat(other.waitFor()).isZero();
        }
        assertThat(data.isSupervised()).isFalse();
    }
}
