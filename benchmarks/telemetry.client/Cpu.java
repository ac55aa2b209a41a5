// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** User and system time of processes with all that they have started, by their names. */
final class Cpu {
    private static final double TICKS_PER_SECOND = 100;
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Map<String, Long> processes = new TreeMap<>();

    /** @param named as {@code core:123,kafka:124} */
    Cpu(String named) {
        for (String each : named.split(",")) {
            String[] parts = each.split(":");
            processes.put(parts[0], Long.parseLong(parts[1]));
        }
    }

    /** Since each began. */
    Map<String, Double> seconds() throws IOException {
        Map<String, Double> seconds = new TreeMap<>();
        for (Map.Entry<String, Long> process : processes.entrySet()) {
            long ticks = ticks(process.getValue());
            for (ProcessHandle child : ProcessHandle.of(process.getValue()).stream().flatMap(ProcessHandle::descendants).toList()) {
                ticks += ticks(child.pid());
            }
            seconds.put(process.getKey(), ticks / TICKS_PER_SECOND);
        }
        return seconds;
    }

    Map<String, Double> since(Map<String, Double> before) throws IOException {
        Map<String, Double> used = seconds();
        before.forEach((process, seconds) -> used.merge(process, -seconds, Double::sum));
        return used;
    }

    static double sum(Map<String, Double> seconds) {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    static String rounded(Map<String, Double> seconds) {
        StringJoiner all = new StringJoiner(", ");
        seconds.forEach((process, each) -> all.add("%s %.1f".formatted(process, each)));
        return all.toString();
    }

    /** Returns when all of them together have taken less than that share of a CPU for a while, and what they have taken before that while. */
    Map<String, Double> settled(double share, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        Map<String, Double> before = seconds();
        while (System.nanoTime() < end) {
            Thread.sleep(LOOK);
            Map<String, Double> now = seconds();
            if (sum(now) - sum(before) < share * LOOK.toSeconds()) {
                return before;
            }
            before = now;
        }
        throw new IllegalStateException("they do not come to rest: " + processes);
    }

    /** Of its own and of children that have ended; none when it has ended itself meanwhile. */
    private static long ticks(long pid) throws IOException {
        try {
            String all = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = all.substring(all.lastIndexOf(')') + 2).split(" ");
            return IntStream.rangeClosed(11, 14).mapToLong(field -> Long.parseLong(fields[field])).sum();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
