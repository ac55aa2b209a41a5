// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.live.LiveItem;
import dev.plinth.core.kernel.live.LiveView;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One watcher: follows the log and writes what it wants and may see, on the thread that calls {@link #run}. */
final class Watcher {
    private static final byte[] SYNCED = "event: synced\ndata: {}\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CUT_OFF =
            "event: cut-off\ndata: {\"reason\":\"too slow: the log has overtaken this watcher; resume or start over\"}\n\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int FLUSH_EVERY = 256;

    private final WatchHub hub;
    private final WatchRequest request;
    private final Access access;
    private final EventLog log;
    private final @Nullable State state;

    /** What this watcher has seen; events at or below it are left out. */
    private Position seen;

    private long next;
    private volatile boolean cut;
    private volatile @Nullable Thread thread;

    /** What a watcher begins with. */
    private record State(ResourceView.Snapshot resources, LiveView.Snapshot live) {}

    private Watcher(
            WatchHub hub, WatchRequest request, Access access, EventLog log, Position seen, @Nullable State state) {
        this.hub = hub;
        this.request = request;
        this.access = access;
        this.log = log;
        this.state = state;
        this.seen = seen;
        this.next = log.oldest();
    }

    static Watcher fromState(
            WatchHub hub,
            WatchRequest request,
            Access access,
            EventLog log,
            ResourceView.Snapshot resources,
            LiveView.Snapshot live) {
        Position seen = new Position(log.floor().installation(), resources.position(), live.position());
        return new Watcher(hub, request, access, log, seen, new State(resources, live));
    }

    static Watcher resuming(WatchHub hub, WatchRequest request, Access access, EventLog log, Position seen) {
        return new Watcher(hub, request, access, log, seen, null);
    }

    /** Returns when the watcher was cut off; throws when its client is gone. */
    void run(OutputStream out) throws IOException {
        thread = Thread.currentThread();
        try {
            if (state != null) {
                writeState(state, out);
            }
            out.flush();
            follow(out);
        } finally {
            thread = null;
            hub.closed(this);
        }
    }

    private void writeState(State begin, OutputStream out) throws IOException {
        for (Resource resource : begin.resources().resources()) {
            if (request.wants(resource.key(), access)) {
                hub.stateOf(resource).writeAsState(out);
            }
        }
        for (LiveItem item : begin.live().items()) {
            if (request.wants(item.key(), access)) {
                hub.stateOf(item).writeAsState(out);
            }
        }
        out.write(Event.idLine(seen));
        out.write(SYNCED);
    }

    private void follow(OutputStream out) throws IOException {
        long heartbeatNanos = WatchHub.heartbeat().toNanos();
        long lastWrite = System.nanoTime();
        while (!cut) {
            if (next <= log.last()) {
                if (writeSome(out)) {
                    out.flush();
                    lastWrite = System.nanoTime();
                }
                continue;
            }
            long silent = System.nanoTime() - lastWrite;
            if (silent >= heartbeatNanos) {
                out.write(Event.idLine(seen));
                out.write('\n');
                out.flush();
                lastWrite = System.nanoTime();
            } else {
                LockSupport.parkNanos(this, heartbeatNanos - silent);
            }
        }
    }

    /** Writes a batch; whether there was anything to write. */
    private boolean writeSome(OutputStream out) throws IOException {
        boolean wrote = false;
        long until = Math.min(log.last(), next + FLUSH_EVERY - 1);
        while (next <= until) {
            Event event = log.get(next);
            if (event == null) {
                out.write(CUT_OFF);
                out.flush();
                cut = true;
                return true;
            }
            next++;
            wrote |= write(event, out);
        }
        return wrote;
    }

    private boolean write(Event event, OutputStream out) throws IOException {
        Position at = event.position();
        boolean known = event.live() ? at.live() <= seen.live() : at.ledger() <= seen.ledger();
        if (known) {
            return false;
        }
        boolean ahead = at.ledger() < seen.ledger() || at.live() < seen.live();
        seen = new Position(at.installation(), Math.max(at.ledger(), seen.ledger()), Math.max(at.live(), seen.live()));
        if (!request.wants(event.key(), access)) {
            return false;
        }
        if (ahead) {
            event.writeAt(seen, out);
        } else {
            event.write(out);
        }
        return true;
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    void cut() {
        cut = true;
        wake();
    }
}
