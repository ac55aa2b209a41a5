// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.maven;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The files of the SDK in the layout of a Maven repository. Checksums are made when they are asked for. */
@Hidden
@RestController
@EnableConfigurationProperties(MavenProperties.class)
class MavenController {
    private static final String SHA1 = ".sha1";

    private final @Nullable Path directory;

    MavenController(MavenProperties properties) {
        this.directory = properties.directory();
    }

    @GetMapping("/maven/{*path}")
    ResponseEntity<Resource> file(@PathVariable String path) throws IOException {
        String name = path.substring(1);
        boolean checksum = name.endsWith(SHA1);
        Path file = published(checksum ? name.substring(0, name.length() - SHA1.length()) : name);
        return ResponseEntity.ok()
                .contentType(
                        checksum
                                ? MediaType.TEXT_PLAIN
                                : name.endsWith(".pom") ? MediaType.TEXT_XML : MediaType.APPLICATION_OCTET_STREAM)
                .cacheControl(CacheControl.noCache())
                .body(checksum ? new ByteArrayResource(sha1(file)) : new FileSystemResource(file));
    }

    /** @throws ProblemException when there is no such file below the directory */
    private Path published(String name) {
        Path root = directory;
        Path file = root == null ? null : root.resolve(name).normalize();
        if (root == null || file == null || !file.startsWith(root) || !Files.isRegularFile(file)) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "The SDK has no file " + name + ".");
        }
        return file;
    }

    private static byte[] sha1(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }
}
