// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.console;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The console's files. Every page of it is the same document, which finds its way by the path; its scripts and styles are named after
 * their content, so browsers keep them.
 */
@Hidden
@RestController
@EnableConfigurationProperties(ConsoleProperties.class)
class ConsoleController {
    /** The build leaves this where a nonce belongs, anew in every answer. */
    private static final String NONCE = "__PLINTH_NONCE__";

    private final @Nullable Path directory;
    private final SecureRandom random = new SecureRandom();

    ConsoleController(ConsoleProperties properties) {
        this.directory = properties.directory();
    }

    @GetMapping({"/console", "/console/", "/console/{page:[^.]*}", "/console/{section}/**"})
    ResponseEntity<String> page() throws IOException {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", policy(nonce))
                .header("Referrer-Policy", "same-origin")
                .body(Files.readString(built("index.html")).replace(NONCE, nonce));
    }

    /** Only what comes with the console, and nothing inline but styles that carry the nonce. */
    private static String policy(String nonce) {
        return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "';"
                + " style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
                + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }

    @GetMapping("/console/assets/{file}")
    ResponseEntity<Resource> asset(@PathVariable String file) {
        return file(
                built("assets/" + file),
                CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable());
    }

    @GetMapping("/console/{file:[a-z-]+\\.[a-z]+}")
    ResponseEntity<Resource> file(@PathVariable String file) {
        return file(built(file), CacheControl.maxAge(Duration.ofHours(1)).cachePrivate());
    }

    private static ResponseEntity<Resource> file(Path path, CacheControl caching) {
        return ResponseEntity.ok()
                .contentType(MediaTypeFactory.getMediaType(path.getFileName().toString())
                        .orElse(MediaType.APPLICATION_OCTET_STREAM))
                .cacheControl(caching)
                .header(HttpHeaders.VARY, HttpHeaders.COOKIE)
                .body(new FileSystemResource(path));
    }

    /** @throws ProblemException when there is no such file below the directory */
    private Path built(String name) {
        Path root = directory;
        if (root == null || !Files.isDirectory(root)) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "This core was built without the console.");
        }
        Path file = root.resolve(name).normalize();
        if (!file.startsWith(root) || !Files.isRegularFile(file)) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "The console has no file " + name + ".");
        }
        return file;
    }
}
