// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last events, bounded in number and bytes, for one writer at a time and any number of readers without a lock.
 *
 * <p>Events are numbered in the order in which this core saw them; an event's slot is its number modulo the capacity. A reader that
 * finds another event in the slot, or none, has been overtaken.
 */
final class EventLog {
    private record Entry(long number, Event event) {}

    private final AtomicReferenceArray<@Nullable Entry> slots;
    private final int mask;
    private final long maxBytes;

    private long bytes;
    private volatile Position floor;
    private volatile long oldest = 1;
    private volatile long last;

    /**
     * @param capacity a power of two
     * @param floor the position before the first event
     */
    EventLog(int capacity, long maxBytes, Position floor) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
        }
        this.slots = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
        this.maxBytes = maxBytes;
        this.floor = floor;
    }

    void append(Event event) {
        while (oldest <= last && (last - oldest >= mask || bytes + event.frame().length > maxBytes)) {
            dropOldest();
        }
        long number = last + 1;
        slots.set((int) number & mask, new Entry(number, event));
        bytes += event.frame().length;
        last = number;
    }

    /** Says that less is servable than was thought; only while the second of the two logs is loaded. */
    void raiseFloor(Position to) {
        floor = to;
    }

    private void dropOldest() {
        long dropped = oldest;
        Entry entry = slots.getAndSet((int) dropped & mask, null);
        if (entry != null) {
            bytes -= entry.event().frame().length;
            floor = entry.event().position();
        }
        oldest = dropped + 1;
    }

    /** The position after the newest event that is gone: who has seen less cannot be served from here. */
    Position floor() {
        return floor;
    }

    /** Number of the oldest event that is still here; one more than {@link #last} when there is none. */
    long oldest() {
        return oldest;
    }

    /** Number of the newest event, 0 before the first. */
    long last() {
        return last;
    }

    /** The event, or null when it is gone. Ask only up to {@link #last}. */
    @Nullable
    Event get(long number) {
        Entry entry = slots.get((int) number & mask);
        return entry != null && entry.number() == number ? entry.event() : null;
    }
}
