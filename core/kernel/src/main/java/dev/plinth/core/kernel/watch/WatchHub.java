// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.LedgerReader;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceDocument;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries every change to every watcher of this core, once and in order.
 *
 * <p>Each change is encoded once, into one buffer that all watchers write; they differ only in what they leave out. A watcher is a
 * virtual thread that follows the {@link EventLog} at its own pace, so a slow one delays nobody; when the log has overtaken it, it
 * is cut off, and may come back with the id of the last event it saw.
 *
 * <p>That id holds two numbers, one of the ledger and one of the live items, because two cores may see the two interleaved
 * differently. Within one core both only grow, so a shared event can carry its id in the shared buffer. Only a watcher who comes
 * from another core, and has seen less of the one and more of the other than this core had at some event, gets ids of its own until
 * both have been passed.
 */
@Component
class WatchHub implements LedgerReader, SmartLifecycle {
    private static final int MAX_EVENTS = 1 << 14;
    private static final long MAX_BYTES = 32L << 20;
    private static final int MAX_WATCHERS = 8_000;

    private final ResourceView resources;
    private final Access access;
    private final JsonMapper json;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final Map<ResourceKey, StateFrame> stateFrames = new ConcurrentHashMap<>();

    private volatile EventLog log = new EventLog(MAX_EVENTS, MAX_BYTES, new Position("00000000", 0, 0));
    private volatile Position position = log.floor();
    private volatile boolean running;

    private record StateFrame(long revision, Event event) {}

    WatchHub(ResourceView resources, Access access, JsonMapper json) {
        this.resources = resources;
        this.access = access;
        this.json = json;
    }

    @Override
    public void load(UUID installation, long seq, List<Resource> all, List<Change> recent) {
        String prefix = installation.toString().substring(0, 8);
        stateFrames.clear();
        position = new Position(prefix, seq - recent.size(), 0);
        log = new EventLog(MAX_EVENTS, MAX_BYTES, position);
        recent.forEach(this::append);
        watchers.forEach(Watcher::cut);
    }

    @Override
    public void read(List<Change> changes) {
        changes.forEach(this::append);
        watchers.forEach(Watcher::wake);
    }

    private void append(Change change) {
        Position after = new Position(position.installation(), change.seq(), position.live());
        Resource result = change.result();
        Event event;
        if (result == null) {
            event = Event.encode(
                    false,
                    after,
                    change.key(),
                    "delete",
                    json.writeValueAsBytes(ResourceDocument.deleted(change.key(), change.seq())));
            stateFrames.remove(change.key());
        } else {
            event = Event.encode(
                    false, after, change.key(), "put", json.writeValueAsBytes(ResourceDocument.of(result)));
            stateFrames.put(change.key(), new StateFrame(change.seq(), event));
        }
        log.append(event);
        position = after;
    }

    /**
     * A watcher that has to be {@link Watcher#run run} by the caller.
     *
     * @throws ProblemException {@code POSITION_TOO_OLD} when what came after {@code since} is no longer at hand
     */
    Watcher open(WatchRequest request) {
        if (watchers.size() >= MAX_WATCHERS) {
            throw new ProblemException(
                    ErrorCode.TOO_MANY_WATCHERS,
                    "%d watchers are connected (expected: at most %d).".formatted(watchers.size(), MAX_WATCHERS));
        }
        EventLog current = log;
        String since = request.since();
        Watcher watcher;
        if (since == null) {
            watcher = new Watcher(this, request, access, current, null, resources.snapshot());
        } else {
            Position seen = Position.decode(since);
            requireServable(seen, current);
            watcher = new Watcher(this, request, access, current, seen, null);
        }
        watchers.add(watcher);
        return watcher;
    }

    private void requireServable(Position seen, EventLog current) {
        Position floor = current.floor();
        boolean known = seen.installation().equals(floor.installation());
        if (!known || seen.ledger() < floor.ledger() || seen.live() < floor.live()) {
            throw new ProblemException(
                    ErrorCode.POSITION_TOO_OLD,
                    known
                            ? "What came after that position is no longer at hand. Watch again without a position, to begin with the state."
                            : "That position is of another installation. Watch again without a position, to begin with the state.");
        }
    }

    void closed(Watcher watcher) {
        watchers.remove(watcher);
    }

    Position position() {
        return position;
    }

    Event stateOf(Resource resource) {
        StateFrame frame = stateFrames.get(resource.key());
        if (frame == null || frame.revision() != resource.revision()) {
            byte[] data = json.writeValueAsBytes(ResourceDocument.of(resource));
            frame = new StateFrame(resource.revision(), Event.encode(false, position, resource.key(), "put", data));
            stateFrames.merge(resource.key(), frame, (old, fresh) -> old.revision() > fresh.revision() ? old : fresh);
        }
        return frame.event();
    }

    int watching() {
        return watchers.size();
    }

    @Override
    public void start() {
        running = true;
    }

    /** Lets every watcher go at once, so that an orderly stop need not wait for them. */
    @Override
    public void stop() {
        running = false;
        watchers.forEach(Watcher::cut);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped before the web server begins to wait for its requests. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    static Duration heartbeat() {
        return Duration.ofSeconds(10);
    }
}
