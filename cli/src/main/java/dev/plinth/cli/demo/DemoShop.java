// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.demo;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.cli.settings.PlinthSettings.AppSettings;
import dev.plinth.cli.settings.Room;
import dev.plinth.cli.supervisor.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The shop in examples/shop: three services, run like apps of the user's own. */
public final class DemoShop {
    private static final Map<String, Integer> PORTS = Map.of("catalog", 8101, "orders", 8102, "payments", 8103);

    private final Path directory;

    /** @param program the folder of the build */
    public DemoShop(Path program) {
        this.directory = program.resolve("shop");
    }

    /** @throws Failure when a room is missing that the shop needs */
    public void check(Set<Room> rooms, List<AppSettings> others) {
        Set<Room> missing = EnumSet.allOf(Room.class);
        missing.removeAll(rooms);
        if (!missing.isEmpty()) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "The demo shop needs all rooms (missing: %s)"
                            .formatted(String.join(
                                    ", ", missing.stream().map(Room::id).toList())),
                    "Leave out --only, or --demo.");
        }
        for (AppSettings other : others) {
            if (PORTS.containsKey(other.name())) {
                throw new Failure(
                        ExitCode.CONFIGURATION,
                        "apps: %s is also the name of a service of the demo shop".formatted(other.name()),
                        "Call it otherwise, or leave out --demo.");
            }
        }
        if (!Files.isReadable(directory.resolve("shop.yaml"))) {
            throw new Failure(
                    ExitCode.UNAVAILABLE,
                    "The demo shop was not built: there is no " + directory,
                    "Start ./plinth up --demo again.");
        }
    }

    /** With those that were there already. */
    public List<AppSettings> with(List<AppSettings> others, int portOffset) {
        List<AppSettings> apps = new ArrayList<>(others);
        PORTS.keySet().stream().sorted().forEach(name -> apps.add(app(name, portOffset)));
        return apps;
    }

    private AppSettings app(String name, int portOffset) {
        int port = PORTS.getOrDefault(name, 0) + portOffset;
        return new AppSettings(
                name,
                List.of(
                        Installation.java().toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        directory.resolve(name + ".jar").toString(),
                        "--server.port=" + port,
                        "--server.address=127.0.0.1"),
                directory,
                Map.of(),
                port,
                directory.resolve("shop.yaml"));
    }
}
