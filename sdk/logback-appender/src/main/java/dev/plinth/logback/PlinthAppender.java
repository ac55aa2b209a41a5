// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.util.Duration;
import dev.plinth.logs.ContextKeys;
import dev.plinth.logs.LogShipper;
import dev.plinth.logs.ShipperSettings;
import org.jspecify.annotations.Nullable;

/**
 * Ships what is logged to a Plinth: asynchronously, within bounds of memory and disk, and without a wait for who logs. Every setting has a
 * default. {@link #stop()} sends what waits, or keeps it on disk for the next start.
 */
public final class PlinthAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final ShipperSettings settings = ShipperSettings.fromEnvironment();
    private boolean includeMdc = true;
    private String mdcKeys = "";
    private boolean includeCallerData;
    private volatile @Nullable LogShipper<Captured> shipper;

    /** Where Plinth takes OTLP over HTTP: {@code http://127.0.0.1:4318}. */
    public void setEndpoint(String endpoint) {
        settings.endpoint(endpoint);
    }

    /** A file whose only line is an ingest key. */
    public void setKeyFile(String file) {
        settings.keyFile(file);
    }

    /** {@code service.name}. */
    public void setService(String service) {
        settings.service(service);
    }

    /** {@code deployment.environment.name}. */
    public void setEnvironment(String environment) {
        settings.environment(environment);
    }

    /** {@code service.version}. */
    public void setVersion(String version) {
        settings.version(version);
    }

    /** {@code service.instance.id}. */
    public void setInstance(String instance) {
        settings.instance(instance);
    }

    /** What else all lines share: {@code team=shop,zone=eu-1}. */
    public void setAttributes(String attributes) {
        settings.attributes(attributes);
    }

    /** Where lines wait while Plinth is away. */
    public void setSpillDirectory(String directory) {
        settings.spillDirectory(directory);
    }

    /** How much disk they may take: {@code 64MB}; 0 for none. */
    public void setSpillSize(String size) {
        settings.spillSize(size);
    }

    /** How many lines may wait in memory. */
    public void setQueueSize(int lines) {
        settings.queueSize(lines);
    }

    /** How long {@link #stop()} may take until all is sent. */
    public void setFlushTimeout(Duration timeout) {
        settings.flushTimeout(java.time.Duration.ofMillis(timeout.getMilliseconds()));
    }

    /** Whether entries of the MDC become attributes. */
    public void setIncludeMdc(boolean include) {
        this.includeMdc = include;
    }

    /** The only entries that do, separated by commas. */
    public void setMdcKeys(String keys) {
        this.mdcKeys = keys;
    }

    /** Whether a line says where in the code it was logged, which costs who logs some microseconds. */
    public void setIncludeCallerData(boolean include) {
        this.includeCallerData = include;
    }

    @Override
    public void start() {
        if (isStarted()) {
            return;
        }
        settings.troubles(this::addWarn);
        LineReader reader = new LineReader(ContextKeys.of(includeMdc, mdcKeys), includeCallerData);
        shipper = LogShipper.start(settings, reader, Captured::weight);
        super.start();
    }

    @Override
    public void stop() {
        super.stop();
        LogShipper<Captured> running = shipper;
        shipper = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        LogShipper<Captured> running = shipper;
        if (running != null) {
            running.offer(Captured.of(event, includeCallerData));
        }
    }
}
