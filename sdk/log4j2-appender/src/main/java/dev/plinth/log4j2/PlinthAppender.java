// SPDX-License-Identifier: Apache-2.0
package dev.plinth.log4j2;

import dev.plinth.logs.ContextKeys;
import dev.plinth.logs.LogShipper;
import dev.plinth.logs.ShipperSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Ships what is logged to a Plinth: asynchronously, within bounds of memory and disk, and without a wait for who logs. Every attribute but
 * the name has a default. {@link #stop} sends what waits, or keeps it on disk for the next start.
 */
@Plugin(name = "Plinth", category = Core.CATEGORY_NAME, elementType = Appender.ELEMENT_TYPE, printObject = true)
public final class PlinthAppender extends AbstractAppender {
    private final ShipperSettings settings;
    private final LineReader reader;
    private final boolean includeCallerData;
    private volatile @Nullable LogShipper<Captured> shipper;

    private PlinthAppender(Builder<?> builder, ShipperSettings settings) {
        super(builder.getName(), builder.getFilter(), null, builder.isIgnoreExceptions(), builder.getPropertyArray());
        this.settings = settings;
        this.reader = new LineReader(ContextKeys.of(builder.includeMdc, orEmpty(builder.mdcKeys)));
        this.includeCallerData = builder.includeCallerData;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** For Log4j's configuration. */
    @PluginBuilderFactory
    public static <B extends Builder<B>> B newBuilder() {
        return new Builder<B>().asBuilder();
    }

    /**
     * The attributes of {@code <Plinth/>}; those of {@link ShipperSettings}, and what of the context becomes attributes.
     *
     * @param <B> itself
     */
    public static final class Builder<B extends Builder<B>> extends AbstractAppender.Builder<B>
            implements org.apache.logging.log4j.core.util.Builder<PlinthAppender> {
        @PluginBuilderAttribute
        private @Nullable String endpoint;

        @PluginBuilderAttribute
        private @Nullable String keyFile;

        @PluginBuilderAttribute
        private @Nullable String service;

        @PluginBuilderAttribute
        private @Nullable String environment;

        @PluginBuilderAttribute
        private @Nullable String version;

        @PluginBuilderAttribute
        private @Nullable String instance;

        @PluginBuilderAttribute
        private @Nullable String attributes;

        @PluginBuilderAttribute
        private @Nullable String spillDirectory;

        @PluginBuilderAttribute
        private @Nullable String spillSize;

        @PluginBuilderAttribute
        private int queueSize;

        @PluginBuilderAttribute
        private long flushTimeoutMillis = -1;

        @PluginBuilderAttribute
        private boolean includeMdc = true;

        @PluginBuilderAttribute
        private @Nullable String mdcKeys;

        @PluginBuilderAttribute
        private boolean includeCallerData;

        @Override
        public PlinthAppender build() {
            ShipperSettings settings = ShipperSettings.fromEnvironment();
            with(endpoint, settings::endpoint);
            with(keyFile, settings::keyFile);
            with(service, settings::service);
            with(environment, settings::environment);
            with(version, settings::version);
            with(instance, settings::instance);
            with(attributes, settings::attributes);
            with(spillDirectory, settings::spillDirectory);
            with(spillSize, settings::spillSize);
            if (queueSize != 0) {
                settings.queueSize(queueSize);
            }
            if (flushTimeoutMillis >= 0) {
                settings.flushTimeout(Duration.ofMillis(flushTimeoutMillis));
            }
            return new PlinthAppender(this, settings);
        }

        /** Where Plinth takes OTLP over HTTP: {@code http://127.0.0.1:4318}. */
        public B setEndpoint(@Nullable String endpoint) {
            this.endpoint = endpoint;
            return asBuilder();
        }

        /** A file whose only line is an ingest key. */
        public B setKeyFile(@Nullable String keyFile) {
            this.keyFile = keyFile;
            return asBuilder();
        }

        /** {@code service.name}. */
        public B setService(@Nullable String service) {
            this.service = service;
            return asBuilder();
        }

        /** {@code deployment.environment.name}. */
        public B setEnvironment(@Nullable String environment) {
            this.environment = environment;
            return asBuilder();
        }

        /** {@code service.version}. */
        public B setVersion(@Nullable String version) {
            this.version = version;
            return asBuilder();
        }

        /** {@code service.instance.id}. */
        public B setInstance(@Nullable String instance) {
            this.instance = instance;
            return asBuilder();
        }

        /** What else all lines share: {@code team=shop,zone=eu-1}. */
        public B setAttributes(@Nullable String attributes) {
            this.attributes = attributes;
            return asBuilder();
        }

        /** Where lines wait while Plinth is away. */
        public B setSpillDirectory(@Nullable String spillDirectory) {
            this.spillDirectory = spillDirectory;
            return asBuilder();
        }

        /** How much disk they may take: {@code 64MB}; 0 for none. */
        public B setSpillSize(@Nullable String spillSize) {
            this.spillSize = spillSize;
            return asBuilder();
        }

        /** How many lines may wait in memory; the default if 0. */
        public B setQueueSize(int queueSize) {
            this.queueSize = queueSize;
            return asBuilder();
        }

        /** How long {@link PlinthAppender#stop} may take until all is sent; the default if negative. */
        public B setFlushTimeoutMillis(long flushTimeoutMillis) {
            this.flushTimeoutMillis = flushTimeoutMillis;
            return asBuilder();
        }

        /** Whether entries of the ThreadContext become attributes. */
        public B setIncludeMdc(boolean includeMdc) {
            this.includeMdc = includeMdc;
            return asBuilder();
        }

        /** The only entries that do, separated by commas. */
        public B setMdcKeys(@Nullable String mdcKeys) {
            this.mdcKeys = mdcKeys;
            return asBuilder();
        }

        /** Whether a line says where in the code it was logged, which costs who logs some microseconds. */
        public B setIncludeCallerData(boolean includeCallerData) {
            this.includeCallerData = includeCallerData;
            return asBuilder();
        }

        private static void with(@Nullable String value, Consumer<String> setting) {
            if (value != null) {
                setting.accept(value);
            }
        }
    }

    @Override
    public boolean requiresLocation() {
        return includeCallerData;
    }

    @Override
    public void start() {
        settings.troubles(trouble -> LOGGER.warn("{}: {}", getName(), trouble));
        shipper = LogShipper.start(settings, reader, Captured::weight);
        super.start();
    }

    @Override
    public void append(LogEvent event) {
        LogShipper<Captured> running = shipper;
        if (running != null) {
            running.offer(Captured.of(event, includeCallerData));
        }
    }

    /** @param timeout for what waits to be sent; that of the settings if 0 */
    @Override
    public boolean stop(long timeout, TimeUnit unit) {
        setStopping();
        LogShipper<Captured> running = shipper;
        shipper = null;
        if (running != null) {
            if (timeout > 0) {
                running.close(Duration.ofNanos(unit.toNanos(timeout)));
            } else {
                running.close();
            }
        }
        super.stop(timeout, unit, false);
        setStopped();
        return true;
    }
}
