// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What the agent has to say; the same about the same at most once a minute. */
public final class Notes {
    private static final long QUIET_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int MOST_SUBJECTS = 10_000;

    private final Consumer<String> out;
    private final Clock clock;
    private final Map<String, Long> said = new ConcurrentHashMap<>();

    public Notes(Consumer<String> out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    public void say(String text) {
        out.accept(text);
    }

    /** @param subject what it is about */
    public void say(String subject, String text) {
        long now = clock.millis();
        Long before = said.get(subject);
        if (before != null && now - before < QUIET_MILLIS) {
            return;
        }
        if (said.size() >= MOST_SUBJECTS) {
            said.clear();
        }
        said.put(subject, now);
        out.accept(text);
    }

    /** What is over is said at once when it comes back. */
    public void over(String subject) {
        said.remove(subject);
    }
}
