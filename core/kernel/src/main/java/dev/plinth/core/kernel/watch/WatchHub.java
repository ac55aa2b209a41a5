// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.LedgerReader;
import dev.plinth.core.kernel.live.LiveEvent;
import dev.plinth.core.kernel.live.LiveItem;
import dev.plinth.core.kernel.live.LiveReader;
import dev.plinth.core.kernel.live.LiveView;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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
@EnableConfigurationProperties(WatchProperties.class)
class WatchHub implements LedgerReader, LiveReader, SmartLifecycle {
    private static final int MAX_EVENTS = 1 << 14;
    private static final int MAX_WATCHERS = 8_000;

    private final ResourceView resources;
    private final LiveView liveItems;
    private final Access access;
    private final JsonMapper json;
    private final long maxBytes;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final Map<ResourceKey, StateFrame> stateFrames = new ConcurrentHashMap<>();

    /** The ledger and the live items are read by a thread each; they take turns here. */
    private final ReentrantLock appending = new ReentrantLock();

    private volatile EventLog log;
    private volatile Position position;
    private volatile boolean running;

    private record StateFrame(long revision, Event event) {}

    WatchHub(ResourceView resources, LiveView liveItems, Access access, JsonMapper json, WatchProperties properties) {
        this.resources = resources;
        this.liveItems = liveItems;
        this.access = access;
        this.json = json;
        this.maxBytes = properties.logSize().toBytes();
        this.position = new Position("00000000", 0, 0);
        this.log = new EventLog(MAX_EVENTS, maxBytes, position);
    }

    @Override
    public void load(UUID installation, long seq, List<Resource> all, List<Change> recent) {
        appending.lock();
        try {
            String prefix = installation.toString().substring(0, 8);
            restart(new Position(prefix, seq - recent.size(), position.live()));
            recent.forEach(this::append);
        } finally {
            appending.unlock();
        }
    }

    @Override
    public void loadLive(long seq, List<LiveItem> items, List<LiveEvent> recent) {
        appending.lock();
        try {
            if (position.live() != 0) {
                restart(new Position(position.installation(), position.ledger(), seq - recent.size()));
            } else {
                position = position.atLive(seq - recent.size());
                log.raiseFloor(log.floor().atLive(position.live()));
            }
            recent.forEach(this::append);
        } finally {
            appending.unlock();
        }
    }

    private void restart(Position floor) {
        stateFrames.clear();
        position = floor;
        log = new EventLog(MAX_EVENTS, maxBytes, floor);
        watchers.forEach(Watcher::cut);
    }

    @Override
    public void read(List<Change> changes) {
        appendAll(() -> changes.forEach(this::append));
    }

    @Override
    public void readLive(List<LiveEvent> events) {
        appendAll(() -> events.forEach(this::append));
    }

    private void appendAll(Runnable appends) {
        appending.lock();
        try {
            appends.run();
        } finally {
            appending.unlock();
        }
        watchers.forEach(Watcher::wake);
    }

    private void append(Change change) {
        Resource result = change.result();
        Object document =
                result == null ? ResourceDocument.deleted(change.key(), change.seq()) : ResourceDocument.of(result);
        append(false, position.atLedger(change.seq()), change.key(), result == null, document);
    }

    private void append(LiveEvent live) {
        LiveItem item = live.item();
        Object document = item == null ? ResourceDocument.deleted(live.key(), live.seq()) : item;
        append(true, position.atLive(live.seq()), live.key(), item == null, document);
    }

    private void append(boolean live, Position after, ResourceKey key, boolean deleted, Object document) {
        byte[] data = json.writeValueAsBytes(document);
        Event event = Event.encode(live, after, key, deleted ? "delete" : "put", data);
        if (deleted) {
            stateFrames.remove(key);
        } else {
            stateFrames.put(key, new StateFrame(live ? after.live() : after.ledger(), event));
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
            watcher = Watcher.fromState(this, request, access, current, resources.snapshot(), liveItems.snapshot());
        } else {
            Position seen = Position.decode(since);
            requireServable(seen, current);
            watcher = Watcher.resuming(this, request, access, current, seen);
        }
        watchers.add(watcher);
        return watcher;
    }

    private void requireServable(Position seen, EventLog current) {
        Position floor = current.floor();
        boolean known = seen.installation().equals(floor.installation());
        if (!known || !seen.reaches(floor)) {
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

    Event stateOf(Resource resource) {
        return stateOf(resource.key(), resource.revision(), () -> ResourceDocument.of(resource));
    }

    Event stateOf(LiveItem item) {
        return stateOf(item.key(), item.revision(), () -> item);
    }

    private Event stateOf(ResourceKey key, long revision, Supplier<Object> document) {
        StateFrame frame = stateFrames.get(key);
        if (frame == null || frame.revision() != revision) {
            byte[] data = json.writeValueAsBytes(document.get());
            frame = new StateFrame(revision, Event.encode(false, position, key, "put", data));
            stateFrames.merge(key, frame, (old, fresh) -> old.revision() > fresh.revision() ? old : fresh);
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
