// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.cluster;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.live.LiveItem;
import dev.plinth.core.kernel.live.LiveItems;
import dev.plinth.core.kernel.live.LiveState;
import dev.plinth.core.kernel.live.LiveView;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The cores that are up, of which this one is one. */
@Component
public class Cores implements SmartLifecycle {
    static final String KIND = "Core";
    private static final Logger LOG = LoggerFactory.getLogger(Cores.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int RENEW_SECONDS = 4;

    private final LiveItems items;
    private final LiveView live;
    private final CoreTokens tokens;
    private final ClusterProperties properties;
    private final Environment environment;
    private final JsonMapper json;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private @Nullable ScheduledExecutorService timer;

    Cores(
            LiveItems items,
            LiveView live,
            CoreTokens tokens,
            ClusterProperties properties,
            Environment environment,
            JsonMapper json) {
        this.items = items;
        this.live = live;
        this.tokens = tokens;
        this.properties = properties;
        this.environment = environment;
        this.json = json;
    }

    /** Another core. */
    public record Peer(String id, URI url) {}

    /** The name of this core, which is another after each start. */
    public String id() {
        return tokens.own();
    }

    /** All but this one. One that was killed is among them for some seconds more. */
    public List<Peer> others() {
        // an item that somebody else has made is no core
        return live.list(KIND).stream()
                .filter(item -> item.owner().equals(Principal.SYSTEM.name())
                        && !item.name().equals(id()))
                .map(Cores::peer)
                .toList();
    }

    private static Peer peer(LiveItem item) {
        return new Peer(item.name(), URI.create(item.spec().path("url").asString("")));
    }

    /**
     * Asks another core. What is asked must check with {@link CoreTokens#requireCore} who does.
     *
     * @param path absolute
     * @return the body, to be closed
     * @throws IOException also when the answer is not 200
     */
    public InputStream ask(Peer peer, String path, byte[] body, Duration limit)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(peer.url.resolve(path))
                .timeout(limit)
                .header("Authorization", "Bearer " + tokens.issue(peer.id))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            answer.body().close();
            throw new IOException(
                    answer.statusCode() == 401
                            ? "it has another master key (expected: the same file on all cores, plinth.secrets.master-key-file)"
                            : "status " + answer.statusCode());
        }
        return answer.body();
    }

    @EventListener(ApplicationReadyEvent.class)
    synchronized void begin() {
        if (timer == null) {
            ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("cores").factory());
            var _ = executor.scheduleWithFixedDelay(this::register, 0, RENEW_SECONDS, TimeUnit.SECONDS);
            timer = executor;
        }
    }

    private void register() {
        ResourceKey own = ResourceKey.global(KIND, id());
        try {
            if (!items.renew(Principal.SYSTEM, List.of(own)).isEmpty()) {
                items.put(Principal.SYSTEM, own, Map.of(), json.valueToTree(new CoreSpec(url())), LiveState.UP, LEASE);
            }
        } catch (RuntimeException e) {
            LOG.debug("This core is not known to the others", e);
        }
    }

    private String url() {
        URI configured = properties.url();
        return configured == null
                ? "http://127.0.0.1:" + environment.getProperty("local.server.port")
                : configured.toString();
    }

    @Override
    public void start() {
        // begun when the core is ready
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = timer;
        if (running == null) {
            return;
        }
        timer = null;
        running.shutdownNow();
        try {
            items.remove(Principal.SYSTEM, ResourceKey.global(KIND, id()));
        } catch (RuntimeException e) {
            LOG.debug("The others will see when the lease ends", e);
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }
}
