// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link LogShipper}: all have a default. A value that cannot be is refused at once, by an {@link IllegalArgumentException}
 * with what is expected; a blank one is as good as none.
 */
public final class ShipperSettings {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(|B|KB|MB|GB)");
    private static final int MIN_QUEUE = 16;
    private static final int MAX_QUEUE = 1 << 20;
    private static final long MIN_SPILL = 1 << 20;
    private static final long QUEUE_BYTES = 8L << 20;
    private static final long MEMORY_BYTES = 4L << 20;

    private final ServiceIdentity identity;
    private URI endpoint;
    private Credential credential;
    private @Nullable Path spillDirectory;
    private long spillSize = 64L << 20;
    private int queueSize = 8_192;
    private long queueBytes = QUEUE_BYTES;
    private long memoryBytes = MEMORY_BYTES;
    private Duration flushTimeout = Duration.ofSeconds(5);
    private Pace pace = Pace.USUAL;
    private Consumer<String> listener = trouble -> {};

    private ShipperSettings(Map<String, String> environment) {
        identity = new ServiceIdentity(environment);
        credential = Credential.from(environment);
        endpoint = address(environment.getOrDefault("PLINTH_OTLP_URL", LogSender.DEFAULT_ENDPOINT.toString()));
    }

    /**
     * Defaults, with what the environment says: {@code PLINTH_OTLP_URL}, {@code PLINTH_INGEST_KEY}, {@code PLINTH_INGEST_KEY_FILE},
     * {@code OTEL_SERVICE_NAME}, {@code OTEL_RESOURCE_ATTRIBUTES}, {@code PLINTH_APP}, {@code PLINTH_ENV}.
     */
    public static ShipperSettings fromEnvironment() {
        return new ShipperSettings(System.getenv());
    }

    static ShipperSettings from(Map<String, String> environment) {
        return new ShipperSettings(environment);
    }

    /** Where Plinth takes OTLP over HTTP, without {@code /v1/logs}. */
    public ShipperSettings endpoint(String url) {
        if (!url.isBlank()) {
            this.endpoint = address(url);
        }
        return this;
    }

    private static URI address(String url) {
        URI address;
        try {
            address = URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "endpoint: no URL (expected: like " + LogSender.DEFAULT_ENDPOINT + ")", e);
        }
        LogSender.requireAddress(address);
        return address;
    }

    /** Who sends. */
    public ShipperSettings credential(Credential credential) {
        this.credential = credential;
        return this;
    }

    /** A file whose only line is an ingest key. */
    public ShipperSettings keyFile(String file) {
        if (!file.isBlank()) {
            this.credential = Credential.file(Path.of(file.strip()));
        }
        return this;
    }

    /** {@code service.name}. */
    public ShipperSettings service(String name) {
        identity.put("service.name", name);
        return this;
    }

    /** {@code service.version}. */
    public ShipperSettings version(String version) {
        identity.put("service.version", version);
        return this;
    }

    /** {@code service.instance.id}. */
    public ShipperSettings instance(String instance) {
        identity.put("service.instance.id", instance);
        return this;
    }

    /** {@code deployment.environment.name}. */
    public ShipperSettings environment(String environment) {
        identity.put("deployment.environment.name", environment);
        return this;
    }

    /** What else all lines share: {@code team=shop,zone=eu-1}. */
    public ShipperSettings attributes(String list) {
        identity.putAll(list);
        return this;
    }

    /** Where lines wait while Plinth is away; may be shared by processes. */
    public ShipperSettings spillDirectory(String directory) {
        if (!directory.isBlank()) {
            this.spillDirectory = Path.of(directory.strip());
        }
        return this;
    }

    /** How much disk they may take: {@code 64MB}; at least 1 MB, or 0 for none at all. */
    public ShipperSettings spillSize(String size) {
        if (size.isBlank()) {
            return this;
        }
        Matcher matcher = SIZE.matcher(size.strip().toUpperCase(Locale.ROOT));
        long bytes = matcher.matches() ? Long.parseLong(matcher.group(1)) << shift(matcher.group(2)) : -1;
        if (bytes != 0 && bytes < MIN_SPILL) {
            throw new IllegalArgumentException("spillSize: " + size + " (expected: 0, or at least 1MB, like 64MB)");
        }
        this.spillSize = bytes;
        return this;
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "KB" -> 10;
            case "MB" -> 20;
            case "GB" -> 30;
            default -> 0;
        };
    }

    /** How many lines may wait in memory until they are put into a batch; rounded up to a power of two. */
    public ShipperSettings queueSize(int lines) {
        if (lines < MIN_QUEUE || lines > MAX_QUEUE) {
            throw new IllegalArgumentException(
                    "queueSize: %d (expected: %d to %d)".formatted(lines, MIN_QUEUE, MAX_QUEUE));
        }
        this.queueSize = lines;
        return this;
    }

    /** How long the end of a process may be held up until all is sent; what is not goes to disk. */
    public ShipperSettings flushTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("flushTimeout: " + timeout + " (expected: >= 0)");
        }
        this.flushTimeout = timeout;
        return this;
    }

    /** Is told the shipper's own troubles, once a minute at most, beside standard error; must not log them through what is shipped. */
    public ShipperSettings troubles(Consumer<String> listener) {
        this.listener = listener;
        return this;
    }

    ShipperSettings pace(Pace pace) {
        this.pace = pace;
        return this;
    }

    ShipperSettings memory(long queueBytes, long memoryBytes) {
        this.queueBytes = queueBytes;
        this.memoryBytes = memoryBytes;
        return this;
    }

    URI endpoint() {
        return endpoint;
    }

    Credential credential() {
        return credential;
    }

    /** What all lines share. */
    Map<String, Object> resource() {
        return new LinkedHashMap<>(identity.resource());
    }

    String service() {
        return identity.service();
    }

    @Nullable
    Path spillDirectory() {
        return spillDirectory;
    }

    long spillSize() {
        return spillSize;
    }

    int queueSize() {
        return queueSize;
    }

    long queueBytes() {
        return queueBytes;
    }

    long memoryBytes() {
        return memoryBytes;
    }

    Duration flushTimeout() {
        return flushTimeout;
    }

    Pace pace() {
        return pace;
    }

    Consumer<String> listener() {
        return listener;
    }
}
