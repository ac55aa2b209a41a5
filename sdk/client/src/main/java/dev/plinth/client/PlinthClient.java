// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.lang.System.Logger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An app's side of a Plinth: its tokens, its settings, at which level it logs, where the others are, and that it is there itself. One watch
 * carries all of it. Settings and instances that were last known are kept on disk, so that the app starts and runs while Plinth is away.
 */
public final class PlinthClient implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PlinthClient.class.getName());
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CONFIG = "Config";
    private static final String INSTANCE = "Instance";
    private static final String LOG_LEVEL = "LogLevel";

    private final Settings settings;
    private final Http http = new Http();
    private final AppTokens tokens;
    private final Snapshot configurationFile;
    private final Snapshot connectionsFile;
    private final EngineConnections connections;
    private final Snapshot instancesFile;
    private final LiveConfiguration configuration;
    private final LiveLogLevels logLevels = new LiveLogLevels();
    private final Discovery discovery;
    private final CountDownLatch inStep = new CountDownLatch(1);
    private final Watch watch;
    private volatile boolean connected;
    private volatile String problem = "it has not answered yet";
    private volatile PlinthException.@Nullable Refused refused;

    /**
     * Who the app is, and where its Plinth.
     *
     * @param url the public URL, as {@code http://localhost:8080}
     * @param app its name in Plinth
     * @param secret asked whenever it is needed, so that a file may change
     * @param env the environment it runs in, as {@code dev}
     * @param directory where the last known is kept; null to keep nothing
     */
    public record Settings(
            URI url,
            String app,
            Supplier<String> secret,
            String env,
            @Nullable Path directory) {}

    private PlinthClient(Settings settings) {
        this.settings = settings;
        this.tokens = AppTokens.of(settings.url(), settings.app(), settings.secret());
        this.configurationFile = snapshot("configuration.json");
        this.instancesFile = snapshot("instances.json");
        this.connectionsFile = snapshot("connections.json");
        this.configuration = new LiveConfiguration(configurationFile);
        this.connections = new EngineConnections(this::askConnections, connectionsFile);
        this.discovery = new Discovery(instancesFile, System::nanoTime);
        this.watch = Watch.start(
                settings.url(),
                Set.of(CONFIG, INSTANCE),
                // a Plinth without the room for telemetry does not know it
                Set.of(LOG_LEVEL),
                settings.env(),
                this::token,
                new Follower());
    }

    /** Begins with what was last known, and catches up as soon as Plinth answers. */
    public static PlinthClient start(Settings settings) {
        return new PlinthClient(settings);
    }

    private Snapshot snapshot(String name) {
        Path directory = settings.directory();
        return new Snapshot(directory == null ? null : directory.resolve(name));
    }

    private String token() {
        try {
            String token = tokens.get();
            refused = null;
            return token;
        } catch (PlinthException.Refused e) {
            refused = e;
            throw e;
        }
    }

    public Settings settings() {
        return settings;
    }

    public AppTokens tokens() {
        return tokens;
    }

    public LiveConfiguration configuration() {
        return configuration;
    }

    public LiveLogLevels logLevels() {
        return logLevels;
    }

    public Discovery discovery() {
        return discovery;
    }

    /**
     * What Plinth gave the app in engines, with accounts of its own; asked anew each time, and waited for while it is being made.
     *
     * @throws PlinthException.Unavailable when it is not ready in time and no earlier run has left it
     * @throws PlinthException.Refused when the app may not know it
     */
    public List<EngineConnection> connections(Duration atMost) {
        return connections.get(atMost);
    }

    private JsonNode askConnections() {
        return http.send(HttpRequest.newBuilder(settings.url()
                        .resolve("/api/v1/connections?app=%s&env=%s"
                                .formatted(Http.encoded(settings.app()), Http.encoded(settings.env()))))
                .header("Authorization", "Bearer " + tokens.get()));
    }

    /** Whether changes arrive as they happen. */
    public boolean isConnected() {
        return connected;
    }

    /** Why it is not connected; empty when it is. */
    public String problem() {
        return connected ? "" : problem;
    }

    /**
     * Waits until Plinth has told how things are.
     *
     * @return false when it has not within the time
     * @throws PlinthException.Refused when Plinth does not take the app's secret
     */
    public boolean awaitState(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (true) {
                long left = end - System.nanoTime();
                if (inStep.await(
                        Math.max(0, Math.min(left, TimeUnit.MILLISECONDS.toNanos(50))), TimeUnit.NANOSECONDS)) {
                    return true;
                }
                PlinthException.Refused no = refused;
                if (no != null) {
                    throw no;
                }
                if (left <= 0) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Registers a running copy of the app as an instance of the service of its name, until the registration is closed.
     *
     * @param host as others reach it
     * @param version what is deployed; null when nobody knows
     */
    public Registration register(String host, int port, @Nullable String version) {
        ObjectNode spec = JSON.createObjectNode()
                .put("service", settings.app())
                .put("host", host)
                .put("port", port);
        if (version != null) {
            spec.put("version", version);
        }
        String copy = (host + "-" + port).toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
        return Registration.start(
                settings.url(),
                new WatchedItem.Key(INSTANCE, settings.env(), settings.app() + "." + copy.replaceAll("^-+", "")),
                spec,
                tokens);
    }

    private LiveConfiguration.State fetch(long revision) {
        URI uri = settings.url()
                .resolve("/api/v1/config/" + settings.app() + "?env=" + Http.encoded(settings.env()) + "&position="
                        + revision);
        return LiveConfiguration.parse(
                http.send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + tokens.get())));
    }

    @Override
    public void close() {
        watch.close();
        configurationFile.close();
        connectionsFile.close();
        instancesFile.close();
    }

    /** Takes what the watch tells to where it belongs. */
    private final class Follower implements WatchListener {
        private final Map<WatchedItem.Key, WatchedItem> instances = new LinkedHashMap<>();
        private boolean coming;
        private boolean decided;
        private boolean levelled;

        @Override
        public void reset() {
            instances.clear();
            coming = true;
            decided = false;
            levelled = false;
        }

        @Override
        public void put(WatchedItem item) {
            if (item.kind().equals(INSTANCE)) {
                instances.put(item.key(), item);
                publish();
            } else if (isOurs(LOG_LEVEL, item)) {
                levelled = true;
                logLevels.set(LiveLogLevels.parse(item));
            } else if (isOurs(CONFIG, item)) {
                decided = true;
                // read by Plinth, so that all clients in all languages see the same flat keys
                configuration.set(fetch(item.revision()));
            }
        }

        @Override
        public void delete(WatchedItem item) {
            if (item.kind().equals(INSTANCE)) {
                instances.remove(item.key());
                publish();
            } else if (isOurs(LOG_LEVEL, item)) {
                logLevels.set(LiveLogLevels.State.NONE);
            } else if (isOurs(CONFIG, item)) {
                configuration.set(new LiveConfiguration.State(0, Map.of()));
            }
        }

        private boolean isOurs(String kind, WatchedItem item) {
            return item.kind().equals(kind) && item.name().equals(settings.app());
        }

        private void publish() {
            if (!coming) {
                discovery.set(instances.values());
            }
        }

        @Override
        public void synced() {
            coming = false;
            if (!decided) {
                configuration.set(new LiveConfiguration.State(0, Map.of()));
            }
            if (!levelled) {
                logLevels.set(LiveLogLevels.State.NONE);
            }
            publish();
            inStep();
        }

        @Override
        public void resumed() {
            inStep();
        }

        private void inStep() {
            if (!connected) {
                LOG.log(Logger.Level.INFO, "In step with Plinth at {0}", settings.url());
            }
            connected = true;
            inStep.countDown();
        }

        @Override
        public void disconnected(String reason) {
            if (connected || (inStep.getCount() > 0 && !reason.equals(problem))) {
                LOG.log(
                        Logger.Level.WARNING,
                        "Plinth at {0} is away, going on with what is known: {1}",
                        settings.url(),
                        reason);
            }
            problem = reason;
            connected = false;
            if (reason.startsWith("status 401")) {
                tokens.forget();
            }
        }
    }
}
