// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who the application is, and where its Plinth. {@code plinth app create} prints the three that are needed; a process under {@code apps:} of
 * plinth.yaml has them in its environment.
 *
 * @param enabled whether it belongs to a Plinth at all; false in tests that run without one
 * @param url the public URL of Plinth, as {@code http://localhost:8080}
 * @param app its name in Plinth; spring.application.name if absent
 * @param secret of the app; this or credentialFile
 * @param credentialFile file whose only line is the secret
 * @param env the environment it runs in
 * @param issuer who signs tokens; the url if absent
 * @param directory where the last known is kept; .plinth/apps/APP-ENV in the home directory if absent
 */
@ConfigurationProperties("plinth")
record PlinthProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable URI url,
        @Nullable String app,
        @Nullable String secret,
        @Nullable Path credentialFile,
        @DefaultValue("dev") String env,
        @Nullable URI issuer,
        @Nullable Path directory,
        @DefaultValue Config config,
        @DefaultValue Instance instance,
        @DefaultValue Drain drain,
        @DefaultValue Otlp otlp,
        @DefaultValue LogLevels logLevels,
        @DefaultValue Engines engines) {
    /**
     * Live settings.
     *
     * @param required whether it starts only when its settings are known, from Plinth or from an earlier run
     * @param timeout how long it waits for Plinth at start, when there is nothing from an earlier run
     */
    record Config(
            @DefaultValue("true") boolean required,
            @DefaultValue("15s") Duration timeout) {}

    /**
     * What is registered.
     *
     * @param register whether it is at all
     * @param host as others reach it; the address of this machine that faces Plinth if absent
     * @param version what is deployed; of the build information if absent
     */
    record Instance(
            @DefaultValue("true") boolean register,
            @Nullable String host,
            @Nullable String version) {}

    /** @param grace between telling that it drains and refusing new requests */
    record Drain(@DefaultValue("2s") Duration grace) {}

    /**
     * Traces, metrics and logs.
     *
     * @param enabled whether they go to Plinth
     * @param url where OTLP over HTTP is taken; port 4318 of the host of plinth.url if absent
     */
    record Otlp(
            @DefaultValue("true") boolean enabled, @Nullable URI url) {}

    /** @param enabled whether loggers follow the levels that are decided in Plinth for a while */
    record LogLevels(@DefaultValue("true") boolean enabled) {}

    /**
     * What Plinth gives the application in engines.
     *
     * @param enabled whether it is asked for
     * @param timeout how long it is waited for at start
     * @param database which of several databases is the DataSource
     */
    record Engines(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("30s") Duration timeout,
            @Nullable String database) {}

    /** Without the secret. */
    @Override
    public String toString() {
        return "PlinthProperties[url=" + url + ", app=" + app + ", env=" + env + "]";
    }
}
