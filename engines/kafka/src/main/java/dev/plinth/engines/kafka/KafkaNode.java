// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.kafka;

import dev.plinth.engines.Lifeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.tools.StorageTool;

/**
 * Runs inside the child: formats the log directory at the first start, then starts Kafka.
 *
 * <p>Formatting happens here and not by Kafka's script, because it writes the first SCRAM credential, and a password must not be an
 * argument of a process.
 */
public final class KafkaNode {
    private KafkaNode() {}

    /** Arguments: the server's properties, the file with the password of {@link KafkaEngine#PLINTH}. */
    public static void main(String[] arguments) throws IOException {
        Lifeline.hold();
        Path configuration = Path.of(arguments[0]);
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(configuration)) {
            properties.load(reader);
        }
        Path data = Path.of(properties.getProperty("log.dirs"));
        if (!Files.exists(data)) {
            format(
                    configuration,
                    properties,
                    data,
                    Files.readString(Path.of(arguments[1])).strip());
        }
        kafka.Kafka.main(new String[] {configuration.toString()});
    }

    /** Works beside the final directory and renames at the end, so that a kill leaves nothing half. */
    private static void format(Path configuration, Properties properties, Path data, String password)
            throws IOException {
        Path fresh = data.resolveSibling("data.new");
        deleteRecursively(fresh);
        Path formatConfiguration = configuration.resolveSibling("format.properties");
        Properties changed = new Properties();
        changed.putAll(properties);
        changed.setProperty("log.dirs", fresh.toString());
        try {
            Files.deleteIfExists(formatConfiguration);
            Files.createFile(
                    formatConfiguration,
                    java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                            java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
            try (var writer = Files.newBufferedWriter(formatConfiguration)) {
                changed.store(writer, null);
            }
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            List<String> arguments = new ArrayList<>(List.of(
                    "format",
                    "--standalone",
                    "--cluster-id",
                    org.apache.kafka.common.Uuid.randomUuid().toString(),
                    "--config",
                    formatConfiguration.toString(),
                    "--add-scram",
                    "SCRAM-SHA-512=[name=" + KafkaEngine.PLINTH + ",password=" + password + "]"));
            int exit = StorageTool.execute(
                    arguments.toArray(String[]::new), new PrintStream(output, true, StandardCharsets.UTF_8));
            if (exit != 0) {
                throw new IOException("Formatting failed: " + output.toString(StandardCharsets.UTF_8));
            }
            Files.move(fresh, data);
        } finally {
            Files.deleteIfExists(formatConfiguration);
        }
    }

    private static void deleteRecursively(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
