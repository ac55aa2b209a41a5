// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import dev.plinth.gateway.route.Upstream;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop keeps: its connections from outside, and its idle connections to instances. Only its own thread touches it, so
 * nothing here is locked. Twice a second it looks for connections that have been waiting too long; single requests set no timers.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class LoopState {
    static final FastThreadLocal<LoopState> CURRENT = new FastThreadLocal<>() {
        @Override
        protected LoopState initialValue() {
            return new LoopState();
        }
    };

    private static final long TICK_MILLIS = 500;
    /** Less than servers usually keep an idle connection, so that seldom one is used just as it is closed. */
    private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final int MAX_IDLE_PER_UPSTREAM = 256;

    private final Set<Front> fronts = new HashSet<>();
    private final Map<Upstream, ArrayDeque<Back>> idle = new HashMap<>();
    private boolean ticking;

    private LoopState() {}

    void add(Front front, EventLoop loop) {
        fronts.add(front);
        if (!ticking) {
            ticking = true;
            loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void remove(Front front) {
        fronts.remove(front);
    }

    private void tick() {
        long now = System.nanoTime();
        for (Front front : List.copyOf(fronts)) {
            front.tick(now);
        }
        for (Iterator<ArrayDeque<Back>> all = idle.values().iterator(); all.hasNext(); ) {
            ArrayDeque<Back> backs = all.next();
            while (!backs.isEmpty() && now - backs.peekFirst().idleSince() > MAX_IDLE_NANOS) {
                backs.removeFirst().close();
            }
            if (backs.isEmpty()) {
                all.remove();
            }
        }
    }

    /** The connection used last, or null. */
    @Nullable
    Back take(Upstream upstream) {
        ArrayDeque<Back> backs = idle.get(upstream);
        while (backs != null && !backs.isEmpty()) {
            Back back = backs.removeLast();
            if (back.isUsable()) {
                return back;
            }
        }
        return null;
    }

    void give(Back back) {
        ArrayDeque<Back> backs = idle.computeIfAbsent(back.upstream(), upstream -> new ArrayDeque<>());
        if (backs.size() >= MAX_IDLE_PER_UPSTREAM) {
            back.close();
        } else {
            backs.addLast(back);
        }
    }

    void forget(Back back) {
        ArrayDeque<Back> backs = idle.get(back.upstream());
        if (backs != null) {
            backs.remove(back);
        }
    }
}
