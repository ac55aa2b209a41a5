// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthClient;
import dev.plinth.client.PlinthException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Puts what Plinth has decided among the application's settings, before anything reads them: above its own files, below the environment and
 * the command line. And at the very end what is sensible with a Plinth and can be overridden by anything.
 */
final class PlinthEnvironment implements EnvironmentPostProcessor, Ordered {
    static final String DEFAULTS = "plinthDefaults";

    private static final String METRICS_EXPORT = "management.otlp.metrics.export.enabled";

    private static final String BOUNDS = "5ms,10ms,25ms,50ms,100ms,250ms,500ms,1s,2500ms,5s,10s";

    private static final Duration WAIT_WITH_SNAPSHOT = Duration.ofSeconds(3);

    private final Log log;

    PlinthEnvironment(DeferredLogFactory logs) {
        this.log = logs.getLog(PlinthEnvironment.class);
    }

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 10;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        if (sources.contains(PlinthPropertySource.NAME)) {
            return;
        }
        if (!Connection.isEnabled(environment)) {
            // nobody would take them
            sources.addLast(new MapPropertySource(DEFAULTS, Map.of(METRICS_EXPORT, "false")));
            return;
        }
        Connection connection = Connection.of(Connection.properties(environment), environment);
        sources.addLast(new MapPropertySource(DEFAULTS, defaults(connection)));
        PlinthClient client = connect(connection);
        PlinthPropertySource source = new PlinthPropertySource(client);
        if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
        } else {
            sources.addFirst(source);
        }
        if (connection.properties().engines().enabled()) {
            // below everything that somebody has set, as defaults are
            sources.addBefore(DEFAULTS, engines(client, connection));
        }
    }

    private EngineConnections engines(PlinthClient client, Connection connection) {
        try {
            return new EngineConnections(
                    client.connections(connection.properties().engines().timeout()));
        } catch (PlinthException.Refused e) {
            log.warn("Plinth does not tell what this application has in engines: " + e.getMessage()
                    + ". The role app may need a rule with the verb reveal and the kind Connections.");
            return new EngineConnections(List.of());
        } catch (PlinthException e) {
            if (!client.isConnected()) {
                log.warn("Plinth is away and no earlier run has left what this application has in engines: "
                        + e.getMessage());
                return new EngineConnections(List.of());
            }
            client.close();
            throw new PlinthEnginesException(e);
        }
    }

    /** In step with Plinth, or with what an earlier run has left. */
    static PlinthClient connect(Connection connection) {
        PlinthClient client = PlinthClient.start(connection.settings());
        PlinthProperties.Config config = connection.properties().config();
        boolean known = client.configuration().isKnown() || !config.required();
        Duration wait =
                known && config.timeout().compareTo(WAIT_WITH_SNAPSHOT) > 0 ? WAIT_WITH_SNAPSHOT : config.timeout();
        try {
            if (!client.awaitState(wait) && !known) {
                throw new PlinthAwayException(connection.url(), client.problem());
            }
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
        return client;
    }

    private static Map<String, Object> defaults(Connection connection) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("spring.application.name", connection.app());
        // an instance that does not answer is soon tried no more
        defaults.put("spring.http.clients.connect-timeout", "2s");
        defaults.put("management.tracing.sampling.probability", "1.0");
        defaults.put(
                "management.opentelemetry.resource-attributes[deployment.environment.name]",
                connection.properties().env());
        if (connection.properties().otlp().enabled()) {
            String otlp = connection.otlpUrl();
            defaults.put(Telemetry.TRACES, otlp + "/v1/traces");
            defaults.put(Telemetry.LOGS, otlp + "/v1/logs");
            defaults.put(Telemetry.METRICS, otlp + "/v1/metrics");
            defaults.put("management.otlp.metrics.export.step", "15s");
            // without bounds there are no percentiles; these are the usual ones of Prometheus' clients
            defaults.put("management.metrics.distribution.slo.http.server.requests", BOUNDS);
        } else {
            defaults.put(METRICS_EXPORT, "false");
        }
        return defaults;
    }
}
