// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rooms that can be switched on, and the engines each needs besides PostgreSQL. */
public enum Room {
    IDENTITY(),
    CONFIG(),
    SERVICES(),
    DATABASE(),
    TELEMETRY("kafka", "opensearch"),
    MESSAGING("kafka"),
    CACHE("redis"),
    SEARCH("opensearch");

    private final Set<String> engines;

    Room(String... engines) {
        this.engines = Set.of(engines);
    }

    /** Lower-case, as settings and commands write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws Failure that lists the known rooms */
    public static Set<Room> parse(List<String> names) {
        EnumSet<Room> rooms = EnumSet.noneOf(Room.class);
        for (String name : names) {
            rooms.add(Arrays.stream(values())
                    .filter(room -> room.id().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new Failure(
                            ExitCode.CONFIGURATION,
                            "only: \"%s\" is no room (expected: some of %s)"
                                    .formatted(
                                            name,
                                            Arrays.stream(values())
                                                    .map(Room::id)
                                                    .collect(Collectors.joining(", "))),
                            "Correct --only, or only: in plinth.yaml.")));
        }
        return rooms.isEmpty() ? EnumSet.allOf(Room.class) : rooms;
    }

    /** Names of the engines that these rooms need. */
    public static Set<String> enginesOf(Set<Room> rooms) {
        Set<String> engines = new TreeSet<>(Set.of("postgres"));
        rooms.forEach(room -> engines.addAll(room.engines));
        return engines;
    }
}
