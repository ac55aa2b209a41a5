// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackingTest {
    private static final byte[] CONTENT = "a program".repeat(1_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private Path jar;
    private Path tar;

    @BeforeEach
    void binaries() throws IOException {
        tar = Files.createDirectory(directory.resolve("cache")).resolve("2.tar");
        jar = directory.resolve("binaries.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("postgres.txz"));
            TarArchiveOutputStream archive = new TarArchiveOutputStream(new XZCompressorOutputStream(zip));
            TarArchiveEntry program = new TarArchiveEntry("bin/postgres");
            program.setSize(CONTENT.length);
            program.setMode(0755);
            archive.putArchiveEntry(program);
            archive.write(CONTENT);
            archive.closeArchiveEntry();
            archive.finish();
            archive.close();
        }
    }

    private void unpacked(String target) throws IOException {
        Unpacking.unpack(jar, directory.resolve(target), tar);
        Path program = directory.resolve(target).resolve("bin/postgres");
        assertThat(program).hasBinaryContent(CONTENT).isExecutable();
    }

    @Test
    void the_second_is_unpacked_from_what_the_first_has_kept_in_place_of_older_ones() throws IOException {
        Path older = Files.createFile(tar.resolveSibling("1.tar"));
        unpacked("first");
        assertThat(tar).exists();
        assertThat(older).doesNotExist();
        Files.delete(jar);
        unpacked("second");
    }

    @Test
    void without_a_place_to_keep_it_nothing_is_kept() throws IOException {
        tar = directory.resolve("none").resolve("2.tar");
        unpacked("first");
        Unpacking.unpack(jar, directory.resolve("second"), null);
        assertThat(directory.resolve("second/bin/postgres")).exists();
        assertThat(tar).doesNotExist();
    }

    @Test
    void what_is_kept_and_damaged_is_forgotten() throws IOException {
        unpacked("first");
        Files.write(tar, Arrays.copyOf(Files.readAllBytes(tar), 5_000));
        unpacked("second");
        assertThat(tar).doesNotExist();
    }

    @Test
    void a_jar_without_binaries_is_named_and_leaves_no_target() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("readme"));
        }
        assertThatThrownBy(() -> unpacked("first"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(jar.toString());
        assertThat(directory.resolve("first")).doesNotExist();
    }
}
