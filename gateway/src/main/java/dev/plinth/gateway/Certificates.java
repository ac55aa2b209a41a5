// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS by PEM files, read again when they change: a renewed certificate needs no restart. */
final class Certificates implements Supplier<@Nullable SslContext> {
    private static final System.Logger LOG = System.getLogger(Certificates.class.getName());
    private static final Duration LOOK_AFTER = Duration.ofSeconds(5);

    private final Path certificate;
    private final Path key;
    private volatile Loaded loaded;

    private record Loaded(SslContext context, FileTime changed, long lookedNanos) {}

    /** @throws IOException that says which file is wrong */
    Certificates(Path certificate, Path key) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.loaded = load();
    }

    private Loaded load() throws IOException {
        try {
            SslContext context = SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
            return new Loaded(context, changed(), System.nanoTime());
        } catch (IllegalArgumentException | SSLException e) {
            throw new IOException(
                    "Cannot use the certificate %s with the key %s: %s".formatted(certificate, key, e.getMessage()), e);
        }
    }

    private FileTime changed() throws IOException {
        FileTime first = Files.getLastModifiedTime(certificate);
        FileTime second = Files.getLastModifiedTime(key);
        return first.compareTo(second) > 0 ? first : second;
    }

    @Override
    public @Nullable SslContext get() {
        Loaded current = loaded;
        if (System.nanoTime() - current.lookedNanos() < LOOK_AFTER.toNanos()) {
            return current.context();
        }
        synchronized (this) {
            try {
                current = loaded;
                loaded = changed().equals(current.changed())
                        ? new Loaded(current.context(), current.changed(), System.nanoTime())
                        : load();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "Staying with the certificate in use: {0}", e.getMessage());
                loaded = new Loaded(current.context(), current.changed(), System.nanoTime());
            }
            return loaded.context();
        }
    }
}
