// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a supervised process is doing, and what it may do next. */
public enum ProcessState {
    /** For what it depends on. */
    WAITING,
    /** What it runs on is being fetched. */
    FETCHING,
    STARTING,
    READY,
    /** It runs, but does not pass its checks. */
    UNHEALTHY,
    /** It ended or was killed, and will be started again. */
    BACKING_OFF,
    STOPPING,
    STOPPED,
    /** It cannot be started; somebody has to do something. */
    FAILED;

    private static final Map<ProcessState, Set<ProcessState>> NEXT = new EnumMap<>(Map.of(
            WAITING, EnumSet.of(FETCHING, STOPPING, FAILED),
            FETCHING, EnumSet.of(STARTING, STOPPING, FAILED),
            STARTING, EnumSet.of(READY, BACKING_OFF, STOPPING, FAILED),
            READY, EnumSet.of(UNHEALTHY, BACKING_OFF, STOPPING),
            UNHEALTHY, EnumSet.of(READY, BACKING_OFF, STOPPING),
            BACKING_OFF, EnumSet.of(STARTING, STOPPING, FAILED),
            STOPPING, EnumSet.of(STOPPED),
            STOPPED, EnumSet.noneOf(ProcessState.class),
            FAILED, EnumSet.of(STOPPING)));

    boolean mayBecome(ProcessState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** As {@code plinth status} writes it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
