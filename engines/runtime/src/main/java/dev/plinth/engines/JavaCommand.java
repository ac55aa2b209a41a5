// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command of a child JVM: small heap, serial collector, a class path of jars in an argument file, and an ahead-of-time cache (JEP
 * 483, 514) that is used when there is one and recorded when there is none.
 *
 * <p>A cache is found by what it fits: the JDK, and the jars in their order with their sizes and times.
 *
 * <p>The environment variable {@code PLINTH_JAVA_OPTS} adds options to every one of them; of an option given twice, a JVM takes the last.
 */
public final class JavaCommand {
    private static final String OPTIONS_VARIABLE = "PLINTH_JAVA_OPTS";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kKmMgG]?)");

    private final Path java;
    private final List<String> options = new ArrayList<>();
    private final List<Path> classPath;
    private final String mainClass;
    private final String heap;

    public JavaCommand(Path java, String heap, List<Path> classPath, String mainClass) {
        this.java = java;
        this.classPath = List.copyOf(classPath);
        this.mainClass = mainClass;
        this.heap = heap;
        options.addAll(List.of(
                "-Xms32m",
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-Dplinth.lifeline=stdin"));
    }

    /** Of whoever started this process. */
    private static List<String> optionsOfEnvironment() {
        String given = System.getenv(OPTIONS_VARIABLE);
        return given == null || given.isBlank()
                ? List.of()
                : List.of(given.strip().split("\\s+"));
    }

    /**
     * Sets the size of the young generation. The serial collector leaves it as small as it began while the old one can grow, so that much of what a
     * busy process makes is promoted before it is garbage.
     *
     * @param megabytes of which no more are taken than a fourth of the largest heap
     */
    public JavaCommand youngGeneration(int megabytes) {
        long kilobytes = Math.min((long) megabytes << 10, kilobytes(heap) / 4);
        return kilobytes == 0
                ? this
                : option("-Xms%dk".formatted(2 * kilobytes)).option("-Xmn%dk".formatted(kilobytes));
    }

    /** Zero when the JVM is to say what is wrong with it. */
    private static long kilobytes(String heap) {
        Matcher size = SIZE.matcher(heap);
        if (!size.matches()) {
            return 0;
        }
        long number = Long.parseLong(size.group(1));
        return switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "g" -> number << 20;
            case "m" -> number << 10;
            case "k" -> number;
            default -> number >> 10;
        };
    }

    public JavaCommand option(String option) {
        options.add(option);
        return this;
    }

    /** The command, with its argument file written into the directory. */
    public List<String> build(Path directory, AotCache aotCache, List<String> arguments) {
        String jars = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        List<String> lines = new ArrayList<>(options);
        lines.addAll(optionsOfEnvironment());
        lines.addAll(aotCache.options(key()));
        lines.add("-cp");
        lines.add(jars);
        lines.add(mainClass);
        Path argumentFile = directory.resolve("java.args");
        try {
            Files.createDirectories(directory);
            Files.write(argumentFile, lines.stream().map(JavaCommand::quoted).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + argumentFile, e);
        }
        List<String> command = new ArrayList<>(List.of(java.toString(), "@" + argumentFile));
        command.addAll(arguments);
        return command;
    }

    /** What the cache must have been made for. */
    private String key() {
        StringBuilder key = new StringBuilder(System.getProperty("java.vm.version")).append('\n');
        for (Path jar : classPath) {
            try {
                key.append(jar)
                        .append(' ')
                        .append(Files.size(jar))
                        .append(' ')
                        .append(Files.getLastModifiedTime(jar).toMillis())
                        .append('\n');
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + jar, e);
            }
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(key.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** As the java launcher reads argument files. */
    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
