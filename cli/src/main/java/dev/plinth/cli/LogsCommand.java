// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Show what the processes write.")
final class LogsCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "-f", description = "Go on as more is written.")
    boolean follow;

    @Option(
            names = "-n",
            paramLabel = "LINES",
            defaultValue = "100",
            description = "How many lines of each; 100 if not given.")
    int lines;

    @Parameters(arity = "0..1", paramLabel = "PROCESS", description = "All if not given.")
    @Nullable
    String process;

    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws IOException, InterruptedException {
        DataDirectory data = options.dataDirectory();
        List<Path> files = files(data);
        Map<Path, Long> read = new LinkedHashMap<>();
        for (Path file : files) {
            List<String> all = Files.readString(file).lines().toList();
            all.subList(Math.max(0, all.size() - lines), all.size()).forEach(line -> print(file, line));
            read.put(file, Files.size(file));
        }
        while (follow) {
            for (Map.Entry<Path, Long> entry : read.entrySet()) {
                entry.setValue(readOn(entry.getKey(), entry.getValue()));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return ExitCode.OK.code();
    }

    private List<Path> files(DataDirectory data) throws IOException {
        Path directory = data.root().resolve("logs");
        if (!Files.isDirectory(directory)) {
            throw new Failure(ExitCode.NOT_RUNNING, "There are no logs in " + data.root(), "Start with plinth up.");
        }
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> logs = all.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
            if (process == null) {
                return logs;
            }
            List<Path> wanted =
                    logs.stream().filter(file -> name(file).equals(process)).toList();
            if (wanted.isEmpty()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "There is no log of \"%s\" (expected: one of %s)"
                                .formatted(
                                        process,
                                        logs.stream().map(LogsCommand::name).toList()),
                        "Name one of these, or none for all.");
            }
            return wanted;
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.log$", "");
    }

    /** A file that became shorter was rotated: the rest of the old one is passed over, the new one read from its beginning. */
    private long readOn(Path file, long from) throws IOException {
        if (!Files.exists(file)) {
            return from;
        }
        long start = Files.size(file) < from ? 0 : from;
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] more = new byte[(int) Math.min(1 << 20, log.length() - start)];
            log.seek(start);
            log.readFully(more);
            int end = more.length;
            while (end > 0 && more[end - 1] != '\n') {
                end--;
            }
            new String(more, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> print(file, line));
            return start + end;
        }
    }

    private void print(Path file, String line) {
        terminal.line(process == null ? terminal.dim("%-11s ".formatted(name(file))) + line : line);
    }
}
