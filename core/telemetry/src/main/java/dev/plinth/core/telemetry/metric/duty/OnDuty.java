// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

import dev.plinth.core.kernel.cluster.Cores;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds the core that does something which one core does for all, since only that one knows how it goes. */
@Component
public class OnDuty {
    private static final Logger LOG = LoggerFactory.getLogger(OnDuty.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Cores cores;
    private final JsonMapper json;

    OnDuty(Cores cores, JsonMapper json) {
        this.cores = cores;
        this.json = json;
    }

    /** What a core answers another. */
    public record Views<T>(boolean here, List<T> items) {}

    /**
     * What the core on duty says; what this one knows when none says that it is.
     *
     * @param path where the others answer with {@link Views}
     * @param own what this one knows
     */
    public <T> List<T> ask(String path, Supplier<Views<T>> own, Class<T> type) {
        Views<T> views = own.get();
        if (!views.here) {
            for (Cores.Peer peer : cores.others()) {
                try (InputStream in = cores.ask(peer, path, new byte[] {'{', '}'}, LIMIT)) {
                    JsonNode said = json.readTree(in);
                    if (said.path("here").asBoolean(false)) {
                        return said.path("items")
                                .valueStream()
                                .map(item -> json.treeToValue(item, type))
                                .toList();
                    }
                } catch (IOException | JacksonException e) {
                    LOG.debug("The core at {} does not say", peer.url(), e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return views.items;
                }
            }
        }
        return views.items;
    }
}
