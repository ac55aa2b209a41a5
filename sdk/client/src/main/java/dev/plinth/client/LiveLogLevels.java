// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.lang.System.Logger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * At which level the loggers of an app are to log for a while, as it is decided now. While Plinth is away that stays as it was, and each entry
 * still says itself when it ends; but it is not kept for a later run.
 */
public final class LiveLogLevels {
    private static final Logger LOG = System.getLogger(LiveLogLevels.class.getName());

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile State state = State.NONE;

    /** As logging libraries have them. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR,
        OFF
    }

    /**
     * A logger that is to be at another level than its own.
     *
     * @param logger ROOT, or the name of a logger, a package or a class
     * @param until when it has its own level again; may have passed
     */
    public record Entry(String logger, Level level, Instant until) {}

    /**
     * What is decided at one moment.
     *
     * @param revision the change of Plinth's ledger that made it so; 0 when nothing is decided
     * @param entries each logger once, also those whose time has passed
     */
    public record State(long revision, List<Entry> entries) {
        static final State NONE = new State(0, List.of());

        public State {
            entries = List.copyOf(entries);
        }
    }

    /** Told of every change, by one thread and in order. */
    @FunctionalInterface
    public interface Listener {
        void changed(State before, State now);
    }

    /** An entry that cannot be read, as one of a newer Plinth, is left out. */
    static State parse(WatchedItem item) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode node : item.spec().path("levels")) {
            Entry entry = entry(node);
            if (entry == null) {
                LOG.log(Logger.Level.WARNING, "This version cannot read {0} in LogLevel/{1}", node, item.name());
            } else {
                entries.add(entry);
            }
        }
        return new State(item.revision(), entries);
    }

    private static @Nullable Entry entry(JsonNode node) {
        String logger = node.path("logger").asString("");
        try {
            Level level = Level.valueOf(node.path("level").asString("").toUpperCase(Locale.ROOT));
            Instant until = Instant.parse(node.path("until").asString(""));
            return logger.isEmpty() ? null : new Entry(logger, level, until);
        } catch (IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }

    public State state() {
        return state;
    }

    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    void set(State now) {
        State before = state;
        if (before.equals(now)) {
            return;
        }
        state = now;
        for (Listener listener : listeners) {
            try {
                listener.changed(before, now);
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.ERROR, "Somebody could not take the new log levels", e);
            }
        }
    }
}
