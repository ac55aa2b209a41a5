// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import dev.plinth.client.WatchListener;
import dev.plinth.client.WatchedItem;
import dev.plinth.gateway.route.RouteCompiler;
import dev.plinth.gateway.route.RouteTable;
import dev.plinth.gateway.session.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the core has decided, as far as this gateway knows: from the watch, and before that from the snapshot that the last run left on
 * disk. Every change is compiled at once and used from the next request on; the snapshot follows within a second.
 */
final class Decisions implements WatchListener, AutoCloseable {
    /** What a gateway needs to know. */
    static final Set<String> KINDS = Set.of("Route", "Instance", "Revocation", "JsonWebKey");

    private static final System.Logger LOG = System.getLogger(Decisions.class.getName());
    private static final long WRITE_AFTER_MILLIS = 500;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final RouteCompiler compiler;
    private final Consumer<Applied> report;
    private final Thread writer;
    private Map<WatchedItem.Key, WatchedItem> items = new LinkedHashMap<>();
    private @Nullable Map<WatchedItem.Key, WatchedItem> coming;
    private long revision;
    private volatile RouteTable routes;
    private volatile Trust trust = Trust.NOBODY;
    private volatile boolean connected;
    private volatile boolean usable;
    private volatile boolean closed;
    private volatile @Nullable List<WatchedItem> unwritten;

    /**
     * How far it has come.
     *
     * @param problem what could not be applied; null when everything was
     */
    record Applied(long revision, @Nullable String problem) {}

    Decisions(Path file, RouteCompiler compiler, Consumer<Applied> report) {
        this.file = file;
        this.compiler = compiler;
        this.report = report;
        this.routes = compiler.compile(List.of()).table();
        this.writer = Thread.ofPlatform().daemon().name("snapshot").unstarted(this::write);
    }

    /** Uses the snapshot of the last run, if there is one that can be read. */
    void load() {
        if (Files.exists(file)) {
            try {
                for (JsonNode item : JSON.readTree(Files.readString(file)).path("items")) {
                    keep(items, WatchedItem.of(item));
                }
                publish();
                usable = true;
                LOG.log(System.Logger.Level.INFO, "Serving from the last snapshot, {0} items", items.size());
            } catch (IOException | JacksonException e) {
                LOG.log(System.Logger.Level.WARNING, "The snapshot {0} cannot be read: {1}", file, e.toString());
            }
        }
        writer.start();
    }

    RouteTable routes() {
        return routes;
    }

    Trust trust() {
        return trust;
    }

    /** Whether the routes are known, from a snapshot or from the core. */
    boolean isUsable() {
        return usable;
    }

    boolean isConnected() {
        return connected;
    }

    @Override
    public void reset() {
        coming = new LinkedHashMap<>();
    }

    @Override
    public void put(WatchedItem item) {
        Map<WatchedItem.Key, WatchedItem> state = coming;
        keep(state == null ? items : state, item);
        if (state == null) {
            publish();
        }
    }

    @Override
    public void delete(WatchedItem item) {
        items.remove(item.key());
        note(item);
        publish();
    }

    @Override
    public void synced() {
        Map<WatchedItem.Key, WatchedItem> state = coming;
        if (state != null) {
            items = state;
            coming = null;
        }
        connected = true;
        publish();
        usable = true;
    }

    @Override
    public void resumed() {
        connected = true;
        // the core is back: whoever waits to tell it something need not wait longer
        publish();
    }

    @Override
    public void disconnected(String reason) {
        if (connected) {
            LOG.log(System.Logger.Level.WARNING, "The core is away ({0}); serving on with what is known", reason);
        }
        connected = false;
    }

    private void keep(Map<WatchedItem.Key, WatchedItem> state, WatchedItem item) {
        state.put(item.key(), item);
        note(item);
    }

    private void note(WatchedItem item) {
        if (item.kind().equals("Route")) {
            revision = Math.max(revision, item.revision());
        }
    }

    private void publish() {
        List<WatchedItem> all = List.copyOf(items.values());
        RouteCompiler.Compiled compiled = compiler.compile(all);
        routes = compiled.table();
        trust = Trust.of(all);
        unwritten = all;
        String problem = compiled.problems().isEmpty() ? null : String.join("; ", compiled.problems());
        if (problem != null) {
            LOG.log(System.Logger.Level.WARNING, "Not applied: {0}", problem);
        }
        report.accept(new Applied(revision, problem));
    }

    private void write() {
        try {
            while (!closed) {
                List<WatchedItem> all = unwritten;
                if (all != null) {
                    unwritten = null;
                    write(all);
                }
                TimeUnit.MILLISECONDS.sleep(WRITE_AFTER_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<WatchedItem> all) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode list = root.putArray("items");
        all.forEach(item -> list.add(item.toJson()));
        try {
            Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), ".snapshot", ".tmp");
            Files.writeString(temporary, root.toString());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The snapshot cannot be written: {0}", e.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        List<WatchedItem> all = unwritten;
        if (all != null) {
            write(all);
        }
    }
}
