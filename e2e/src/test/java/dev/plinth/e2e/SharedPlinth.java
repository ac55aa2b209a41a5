// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.engines.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One small installation for all tests that leave it running: PostgreSQL as its only engine, a service of one's own beside it, and an
 * administrator who is signed in. It stops with the JVM.
 */
final class SharedPlinth {
    static final String PASSWORD = "a password of four words";

    private static @Nullable SharedPlinth running;

    private final Plinth plinth;
    private final Visitor admin;
    private final Path settings;

    private SharedPlinth() throws Exception {
        Path directory = Files.createTempDirectory("plinth-e2e-");
        settings = stock(directory);
        plinth = new Plinth(directory.resolve("with space"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(directory)));
        Plinth.Result up = up();
        assertThat(up.output()).contains("Plinth is up.").contains(plinth.publicUrl() + "/sign-in/link?token=");
        admin = new Visitor(plinth.publicUrl());
        HttpResponse<String> chosen =
                admin.follow(admin.submit(admin.visit(up.link()), Map.of("password", PASSWORD, "repeated", PASSWORD)));
        assertThat(chosen.body()).contains("Administrator");
    }

    /** Started at the first call. */
    static synchronized SharedPlinth get() throws Exception {
        if (running == null) {
            running = new SharedPlinth();
        }
        return running;
    }

    private void end(Path directory) {
        plinth.close();
        try {
            Directories.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process of this installation, which is given nothing at all. */
    private static Path stock(Path directory) {
        try {
            Path arguments = Files.writeString(
                    directory.resolve("stock.args"),
                    "-XX:TieredStopAtLevel=1\n-cp\n\""
                            + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                            + "\"\n-Duser.home=" + directory + "\n" + Shop.Payments.class.getName()
                            + "\n--server.port=0\n");
            return Files.writeString(directory.resolve("plinth.yaml"), """
                    apps:
                      - name: stock
                        command: [%s, "@%s"]
                    """.formatted(
                            Path.of(System.getProperty("java.home"), "bin", "java"), arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For who has stopped it. */
    Plinth.Result up() {
        Plinth.Result up = plinth.up("--only", "identity,config,services", "--config", settings.toString());
        assertThat(up.code()).as(up.output()).isZero();
        return up;
    }

    Plinth plinth() {
        return plinth;
    }

    Visitor admin() {
        return admin;
    }
}
