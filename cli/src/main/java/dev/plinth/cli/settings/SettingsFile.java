// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code plinth.yaml}, strictly: whatever is wrong stops the start, with file, line, field and what would be right. */
public final class SettingsFile {
    private static final Set<String> ENGINES = Set.of("postgres", "redis", "kafka", "opensearch", "prometheus");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private SettingsFile() {}

    /** @throws Failure with {@link ExitCode#CONFIGURATION} */
    public static PlinthSettings read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.CONFIGURATION, "Cannot read " + file + ": " + e.getMessage(), "Check --config.", e);
        }
        if (text.lines().allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"))) {
            return PlinthSettings.defaults();
        }
        try {
            PlinthSettings settings = YAML.readValue(text, PlinthSettings.class);
            check(file, settings);
            return settings;
        } catch (JacksonException e) {
            throw explained(file, text, e);
        }
    }

    private static void check(Path file, PlinthSettings settings) {
        int offset = settings.portOffsetOrDefault();
        if (offset < 0 || offset > 50_000) {
            throw wrong(file, "portOffset", offset, "0 to 50000");
        }
        if (settings.engines() != null) {
            settings.engines().forEach((name, engine) -> {
                if (!ENGINES.contains(name)) {
                    throw wrong(
                            file,
                            "engines",
                            name,
                            "one of " + ENGINES.stream().sorted().toList());
                }
                if (engine == null || engine.url() == null) {
                    throw wrong(file, "engines." + name + ".url", "nothing", "the engine's URL");
                }
                if (engine.passwordFile() != null && !Files.isReadable(engine.passwordFile())) {
                    throw wrong(
                            file,
                            "engines." + name + ".passwordFile",
                            engine.passwordFile(),
                            "a file that this user can read");
                }
            });
        }
        PlinthSettings.TelemetrySettings telemetry = settings.telemetryOrDefault();
        within(file, "telemetry.retentionDays", telemetry.retentionDays(), 1, 3_650);
        within(file, "telemetry.metricsRetentionDays", telemetry.metricsRetentionDays(), 1, 3_650);
        within(file, "telemetry.metricsRetentionMegabytes", telemetry.metricsRetentionMegabytes(), 16, 100_000_000);
        within(file, "telemetry.alertsRetentionDays", telemetry.alertsRetentionDays(), 1, 3_650);
        List<PlinthSettings.AppSettings> apps = Objects.requireNonNullElse(settings.apps(), List.of());
        for (int i = 0; i < apps.size(); i++) {
            check(file, "apps[" + i + "]", apps.get(i));
        }
    }

    private static void within(Path file, String field, @Nullable Integer value, int min, int max) {
        if (value != null && (value < min || value > max)) {
            throw wrong(file, field, value, min + " to " + max);
        }
    }

    private static void check(Path file, String at, PlinthSettings.AppSettings app) {
        // absent in the file means null here, whatever the record promises to everybody else
        String name = Objects.requireNonNullElse(app.name(), "");
        if (!name.matches("[a-z][a-z0-9-]{0,30}")) {
            throw wrong(file, at + ".name", name.isEmpty() ? "nothing" : name, "1 to 31 of a-z, 0-9 and -");
        }
        if (Objects.requireNonNullElse(app.command(), List.of()).isEmpty()) {
            throw wrong(file, at + ".command", "nothing", "a program and its arguments");
        }
    }

    private static Failure wrong(Path file, String field, Object offending, String expected) {
        return new Failure(
                ExitCode.CONFIGURATION,
                "%s: %s: %s (expected: %s)".formatted(file, field, offending, expected),
                "Correct it and start again. docs/reference/settings.md lists all settings.");
    }

    private static Failure explained(Path file, String text, JacksonException e) {
        String where = at(file, text, e);
        String what = switch (e) {
            case UnrecognizedPropertyException unknown ->
                "%s: unknown setting (expected: one of %s)"
                        .formatted(
                                path(unknown),
                                unknown.getKnownPropertyIds().stream()
                                        .map(String::valueOf)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
            case MismatchedInputException mismatch ->
                "%s: not usable (expected: %s)".formatted(path(mismatch), typeName(mismatch.getTargetType()));
            default -> e.getOriginalMessage();
        };
        return new Failure(
                ExitCode.CONFIGURATION,
                where + ": " + what,
                "Correct it and start again. docs/reference/settings.md lists all settings.",
                e);
    }

    private static String at(Path file, String text, JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        if (location == null || location.getLineNr() < 1) {
            return file.toString();
        }
        int line = location.getLineNr();
        String setting = e.getPath().isEmpty() ? null : e.getPath().getLast().getPropertyName();
        if (setting != null) {
            // the parser is already past it, perhaps by lines
            List<String> lines = text.lines().toList();
            int found = Math.min(line, lines.size());
            while (found > 0 && !lines.get(found - 1).contains(setting + ":")) {
                found--;
            }
            line = found > 0 ? found : line;
        }
        return file + ", line " + line;
    }

    private static String path(DatabindException e) {
        return e.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static String typeName(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a whole number";
        }
        if (type == String.class || type == Path.class) {
            return "a text";
        }
        return List.class.isAssignableFrom(type) ? "a list" : "a mapping";
    }
}
