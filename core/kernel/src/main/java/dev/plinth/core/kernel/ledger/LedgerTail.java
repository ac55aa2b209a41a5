// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.tail.Feed;
import dev.plinth.core.kernel.tail.PostgresTail;
import dev.plinth.core.kernel.tail.Reached;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the ledger forward and hands every change to the readers of this core, once and in order. Writers of this core take the
 * same way as all others: nothing reaches memory but through here.
 */
@Component
class LedgerTail implements SmartLifecycle, LedgerPosition, Feed {
    private static final int PAGE = 1_000;
    private static final int RECENT = 10_000;

    private final JsonMapper json;
    private final Kinds kinds;
    private final List<LedgerReader> readers;
    private final PostgresTail tail;
    private final Reached reached = new Reached("ledger");

    private @Nullable UUID installation;

    LedgerTail(JdbcConnectionDetails postgres, JsonMapper json, Kinds kinds, List<LedgerReader> readers) {
        this.json = json;
        this.kinds = kinds;
        this.readers = List.copyOf(readers);
        this.tail = new PostgresTail("plinth_ledger", postgres, this);
    }

    @Override
    public long position() {
        return reached.position();
    }

    @Override
    public void await(long seq, Duration limit) {
        reached.await(seq, limit);
    }

    @Override
    public void load(JdbcTemplate jdbc) {
        LedgerStore store = new LedgerStore(jdbc, json, kinds);
        LedgerStore.Head head = store.head();
        List<Resource> resources = store.allResources();
        List<Change> recent = store.changesAfter(Math.max(0, head.seq() - RECENT), RECENT);
        installation = head.installation();
        readers.forEach(reader -> reader.load(head.installation(), head.seq(), resources, recent));
        reached.moveTo(head.seq());
    }

    @Override
    public boolean readOn(JdbcTemplate jdbc) {
        LedgerStore store = new LedgerStore(jdbc, json, kinds);
        List<Change> changes;
        do {
            changes = store.changesAfter(position(), PAGE);
            // asked afterwards: a restore that came between the two must not be taken for what comes next
            if (!store.head().installation().equals(installation)) {
                return false;
            }
            if (!changes.isEmpty()) {
                read(changes);
            }
        } while (changes.size() == PAGE);
        return true;
    }

    private void read(List<Change> changes) {
        long expected = position() + 1;
        for (Change change : changes) {
            if (change.seq() != expected) {
                throw new IllegalStateException("change " + change.seq() + " (expected: " + expected + ")");
            }
            expected++;
        }
        readers.forEach(reader -> reader.read(changes));
        reached.moveTo(changes.getLast().seq());
    }

    /** Returns once the readers have everything there is; fails the start if that cannot be had. */
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

    /** Before everything that serves, and stopped after it. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 100;
    }
}
