// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import dev.plinth.core.kernel.tail.Feed;
import dev.plinth.core.kernel.tail.PostgresTail;
import java.util.List;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads the live events forward and hands them to the readers of this core, once and in order. */
@Component
class LiveTail implements SmartLifecycle, Feed {
    private static final int PAGE = 1_000;
    private static final int RECENT = 1_000;

    private final JsonMapper json;
    private final List<LiveReader> readers;
    private final PostgresTail tail;
    private long position;

    LiveTail(JdbcConnectionDetails postgres, JsonMapper json, List<LiveReader> readers) {
        this.json = json;
        this.readers = List.copyOf(readers);
        this.tail = new PostgresTail("plinth_live", postgres, this);
    }

    @Override
    public void load(JdbcTemplate jdbc) {
        LiveStore store = new LiveStore(jdbc, json);
        long head = store.head();
        List<LiveEvent> recent = store.eventsAfter(Math.max(0, head - RECENT), RECENT);
        readers.forEach(reader -> reader.loadLive(head, store.all(), recent));
        position = head;
    }

    @Override
    public boolean readOn(JdbcTemplate jdbc) {
        LiveStore store = new LiveStore(jdbc, json);
        List<LiveEvent> events;
        do {
            events = store.eventsAfter(position, PAGE);
            if (!events.isEmpty()) {
                if (events.getFirst().seq() != position + 1) {
                    return false;
                }
                List<LiveEvent> next = events;
                readers.forEach(reader -> reader.readLive(next));
                position = events.getLast().seq();
            }
        } while (events.size() == PAGE);
        return store.head() >= position;
    }

    @Override
    public void start() {
        tail.start();
    }

    @Override
    public void stop() {
        tail.stop();
    }

    @Override
    public boolean isRunning() {
        return tail.isRunning();
    }

    /** After the ledger's. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 200;
    }
}
