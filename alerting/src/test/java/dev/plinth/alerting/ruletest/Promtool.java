// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The promtool of a real Prometheus. */
final class Promtool {
    private static final int PATIENCE_SECONDS = 120;
    private static final String FILE = "Unit Testing:  ";

    private Promtool() {}

    /** What it says about a file. */
    record Verdict(boolean success, String text) {}

    /** Beside the program that {@code PLINTH_PROMETHEUS} names, where {@code ./plinth test} has put it, or on the path. */
    private static String program() {
        String prometheus = System.getenv("PLINTH_PROMETHEUS");
        if (prometheus != null) {
            return Path.of(prometheus).resolveSibling("promtool").toString();
        }
        String configured = System.getenv("XDG_CACHE_HOME");
        Path cache = configured == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(configured);
        Path fetched = cache.resolve("plinth/prometheus/usr/bin/promtool");
        return Files.isExecutable(fetched) ? fetched.toString() : "promtool";
    }

    /** Has it run files of tests. */
    static Map<Path, Verdict> test(Path directory, List<Path> files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program(), "test", "rules"));
        files.forEach(file -> command.add(file.toString()));
        Path log = directory.resolve("promtool.log");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "There is no " + command.getFirst() + "; ./plinth test fetches it, or PLINTH_PROMETHEUS names a"
                            + " Prometheus that has it beside it",
                    e);
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("promtool did not end in " + PATIENCE_SECONDS + " s");
        }
        return verdicts(Files.readString(log));
    }

    private static Map<Path, Verdict> verdicts(String log) {
        Map<Path, Verdict> verdicts = new LinkedHashMap<>();
        for (String part : log.split(FILE, -1)) {
            String[] lines = part.split("\n", 2);
            if (lines.length == 2 && !lines[0].isBlank()) {
                boolean success = lines[1].contains("  SUCCESS");
                verdicts.put(Path.of(lines[0].strip()), new Verdict(success, lines[1]));
            }
        }
        return verdicts;
    }
}
