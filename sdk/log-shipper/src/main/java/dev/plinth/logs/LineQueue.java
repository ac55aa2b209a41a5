// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A ring of fixed size for many who offer and one who takes. Offering costs two atomic steps and wakes nobody. */
final class LineQueue<E> {
    /** What {@link #offer} answers when there is no room. */
    static final int FULL = -1;

    private final AtomicReferenceArray<@Nullable E> slots;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    /** Moved by the one who takes, after the slot was emptied. */
    private final AtomicLong head = new AtomicLong();

    /** @param size is rounded up to a power of two */
    LineQueue(int size) {
        int slotCount = Integer.highestOneBit(Math.max(2, size) - 1) << 1;
        slots = new AtomicReferenceArray<>(slotCount);
        mask = slotCount - 1;
    }

    int capacity() {
        return mask + 1;
    }

    /** How many wait with this one, or {@link #FULL}. */
    int offer(E element) {
        while (true) {
            long at = tail.get();
            long waiting = at - head.get();
            if (waiting > mask) {
                return FULL;
            }
            if (tail.compareAndSet(at, at + 1)) {
                slots.setRelease((int) at & mask, element);
                return (int) waiting + 1;
            }
        }
    }

    /** Null when nothing waits, or when what comes next is still being put in. */
    @Nullable
    E poll() {
        long at = head.get();
        int slot = (int) at & mask;
        E element = slots.getAcquire(slot);
        if (element != null) {
            slots.setRelease(slot, null);
            head.setRelease(at + 1);
        }
        return element;
    }

    /** A place behind all that was offered, for {@link #isBefore}. */
    long end() {
        return tail.get();
    }

    /** Whether something from before that place still waits. */
    boolean isBefore(long end) {
        return head.get() < end;
    }

    /** How many were taken so far. */
    long taken() {
        return head.get();
    }

    boolean isEmpty() {
        return tail.get() == head.get();
    }
}
