// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who was there in the last half hour, so that it is seen when somebody comes: a session is what a visitor does in an app without pausing for half an hour. Of one
 * partition; for one thread.
 */
final class Visitors {
    static final long PAUSE = 30 * 60_000L;
    /** So exact is what is stored of when somebody was last seen. */
    private static final long EXACT = 60_000;

    private static final int MOST = 500_000;

    /** Those seen last come last. */
    private final Map<Id, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);

    /** A visitor of an app. */
    record Id(String env, String app, long visitor) {}

    private static final class Seen {
        long at;
        long stored;

        Seen(long at, long stored) {
            this.at = at;
            this.stored = stored;
        }
    }

    /** What was stored before. */
    void know(Id id, long at) {
        seen.put(id, new Seen(at, at));
    }

    /** Whether a session begins with that. */
    boolean comes(Id id, long at) {
        Seen before = seen.get(id);
        if (before == null) {
            seen.put(id, new Seen(at, Long.MIN_VALUE));
            forgetOne();
            return true;
        }
        boolean begins = at - before.at > PAUSE;
        before.at = Math.max(before.at, at);
        return begins;
    }

    private void forgetOne() {
        if (seen.size() > MOST) {
            Iterator<Id> oldest = seen.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** When those were last seen of whom something older is stored. */
    Map<Id, Long> news() {
        Map<Id, Long> news = new HashMap<>();
        seen.forEach((id, each) -> {
            if (each.stored == Long.MIN_VALUE || each.at - each.stored >= EXACT) {
                news.put(id, each.at);
            }
        });
        return news;
    }

    /** That has been stored. */
    void stored(Map<Id, Long> news) {
        news.forEach((id, at) -> {
            Seen each = seen.get(id);
            if (each != null) {
                each.stored = at;
            }
        });
    }

    /** @param now the latest that was counted */
    void forget(long now) {
        seen.values().removeIf(each -> now - each.at > PAUSE);
    }
}
