// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.settings;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plinth.agent.AgentProblem;
import dev.plinth.agent.settings.AgentSettings.FileInput;
import dev.plinth.agent.settings.AgentSettings.HostInput;
import dev.plinth.agent.settings.AgentSettings.JournalInput;
import dev.plinth.agent.settings.AgentSettings.Multiline;
import dev.plinth.agent.settings.AgentSettings.StartAt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code agent.yaml}, strictly: whatever is wrong stops the start, with file, place, field and what would be right. */
public final class AgentSettingsFile {
    /** What a line may have on its way to Plinth. */
    private static final int LARGEST_LINE = 256 << 10;

    private static final int MOST_INPUTS = 64;
    private static final int MOST_PROCESSES = 200;
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final Set<String> PRIORITIES =
            Set.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;
    private final Map<String, String> environment;
    private final Positions positions;

    private AgentSettingsFile(Path file, Map<String, String> environment, Positions positions) {
        this.file = file;
        this.environment = environment;
        this.positions = positions;
    }

    /**
     * Reads the file. Relative paths in it are relative to its folder.
     *
     * @param environment where {@code PLINTH_INGEST_KEY} and {@code PLINTH_INGEST_KEY_FILE} may be
     * @throws AgentProblem of kind {@code CONFIGURATION}
     */
    public static AgentSettings read(Path file, Map<String, String> environment) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new AgentProblem(
                    AgentProblem.Kind.CONFIGURATION,
                    "Cannot read " + file + ": " + e.getClass().getSimpleName() + " " + e.getMessage(),
                    "Check --config.",
                    e);
        }
        Positions positions;
        try {
            positions = Positions.of(YAML, text);
        } catch (JacksonException e) {
            throw malformed(file, e);
        }
        AgentSettingsFile reading = new AgentSettingsFile(file, environment, positions);
        try {
            boolean empty = text.lines()
                    .allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"));
            AgentFile written = empty ? null : YAML.readValue(text, AgentFile.class);
            return reading.settings(written == null ? new AgentFile(null, null, null, null, null) : written);
        } catch (JacksonException e) {
            throw reading.explained(e);
        }
    }

    private AgentSettings settings(AgentFile written) {
        URI endpoint = endpoint(Objects.requireNonNullElse(written.endpoint(), "http://127.0.0.1:4318"));
        Path keyFile = keyFile(written);
        String host = written.host() != null ? notBlank("host", written.host()) : thisHost();
        List<FileInput> files = new ArrayList<>();
        List<JournalInput> journals = new ArrayList<>();
        HostInput metrics = inputs(Objects.requireNonNullElse(written.inputs(), List.of()), files, journals);
        return new AgentSettings(
                endpoint,
                keyFile,
                keyFile == null ? blankIsNull(environment.get("PLINTH_INGEST_KEY")) : null,
                written.stateDirectory() != null
                        ? resolved(written.stateDirectory())
                        : Path.of(System.getProperty("user.home"), ".plinth-agent"),
                host,
                List.copyOf(files),
                List.copyOf(journals),
                metrics);
    }

    /** That of the host, if there is one. */
    private @Nullable HostInput inputs(
            List<AgentFile.@Nullable Input> inputs, List<FileInput> files, List<JournalInput> journals) {
        if (inputs.isEmpty() || inputs.size() > MOST_INPUTS) {
            throw wrong(
                    "inputs", inputs.isEmpty() ? "nothing" : inputs.size(), "1 to %d inputs".formatted(MOST_INPUTS));
        }
        HostInput metrics = null;
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < inputs.size(); i++) {
            String at = "inputs[" + i + "]";
            AgentFile.Input input = inputs.get(i);
            AgentFile.Files file = input == null ? null : input.file();
            AgentFile.Journal journald = input == null ? null : input.journald();
            AgentFile.Host host = input == null ? null : input.host();
            long kinds =
                    Stream.of(file, journald, host).filter(Objects::nonNull).count();
            if (kinds != 1) {
                throw wrong(at, kinds == 0 ? "nothing" : "several", "one of file:, journald: and host:");
            }
            if (file != null) {
                files.add(file(at + ".file", file));
            } else if (journald != null) {
                JournalInput journal = journal(at + ".journald", journald);
                if (!ids.add(journal.id())) {
                    throw wrong(at + ".journald.id", journal.id(), "an id that no other journald input has");
                }
                journals.add(journal);
            } else if (metrics != null) {
                throw wrong(at + ".host", "another", "one host input");
            } else {
                metrics = host(at + ".host", Objects.requireNonNull(host));
            }
        }
        return metrics;
    }

    private URI endpoint(String written) {
        try {
            URI uri = URI.create(written.strip().replaceFirst("/+$", ""));
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below, as all that is no such URL
        }
        throw wrong("endpoint", written, "a URL as http://127.0.0.1:4318");
    }

    private @Nullable Path keyFile(AgentFile written) {
        String named = blankIsNull(environment.get("PLINTH_INGEST_KEY_FILE"));
        Path keyFile = written.keyFile() != null
                ? resolved(written.keyFile())
                : named != null && blankIsNull(environment.get("PLINTH_INGEST_KEY")) == null ? Path.of(named) : null;
        if (keyFile != null && !Files.isReadable(keyFile)) {
            throw wrong(
                    written.keyFile() != null ? "keyFile" : "PLINTH_INGEST_KEY_FILE",
                    keyFile,
                    "a file that this user can read");
        }
        return keyFile;
    }

    private FileInput file(String at, AgentFile.Files written) {
        List<String> paths = texts(at + ".paths", written.paths());
        if (paths.isEmpty()) {
            throw wrong(at + ".paths", "nothing", "one or more paths or globs");
        }
        List<String> absolute = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            absolute.add(glob(at + ".paths[" + i + "]", resolved(paths.get(i))));
        }
        List<String> exclude = new ArrayList<>();
        List<String> excluded = texts(at + ".exclude", written.exclude());
        for (int i = 0; i < excluded.size(); i++) {
            String pattern = excluded.get(i);
            exclude.add(glob(at + ".exclude[" + i + "]", pattern.contains("/") ? resolved(pattern) : pattern));
        }
        return new FileInput(
                at,
                List.copyOf(absolute),
                List.copyOf(exclude),
                blankIsNull(written.service()),
                blankIsNull(written.env()),
                attributes(at, written.attributes()),
                encoding(at + ".encoding", written.encoding()),
                written.multiline() == null ? null : multiline(at + ".multiline", written.multiline()),
                startAt(at + ".startAt", written.startAt()),
                written.ignoreOlder() == null ? null : duration(at + ".ignoreOlder", written.ignoreOlder(), "1s"),
                size(at + ".maxLineBytes", written.maxLineBytes()),
                duration(at + ".halfLineAfter", Objects.requireNonNullElse(written.halfLineAfter(), "5s"), "10ms"));
    }

    private JournalInput journal(String at, AgentFile.Journal written) {
        String priority = blankIsNull(written.priority());
        if (priority != null && !priority.matches("[0-7]") && !PRIORITIES.contains(priority)) {
            throw wrong(
                    at + ".priority",
                    priority,
                    "0 to 7, or one of emerg, alert, crit, err, warning, notice, info, debug");
        }
        String id = Objects.requireNonNullElse(written.id(), "journald");
        if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
            throw wrong(at + ".id", id, "1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'");
        }
        return new JournalInput(
                at,
                id,
                texts(at + ".units", written.units()),
                priority,
                blankIsNull(written.service()),
                blankIsNull(written.env()),
                attributes(at, written.attributes()),
                startAt(at + ".startAt", written.startAt()),
                size(at + ".maxLineBytes", written.maxLineBytes()),
                Objects.requireNonNullElse(blankIsNull(written.program()), "journalctl"));
    }

    private HostInput host(String at, AgentFile.Host written) {
        String interval = Objects.requireNonNullElse(written.interval(), "15s");
        Duration parsed = duration(at + ".interval", interval, "1s");
        if (parsed.compareTo(LONGEST_INTERVAL) > 0) {
            throw wrong(at + ".interval", interval, "a time of 1s to 1h");
        }
        int processes = Objects.requireNonNullElse(written.processes(), 20);
        if (processes < 0 || processes > MOST_PROCESSES) {
            throw wrong(at + ".processes", processes, "0 to " + MOST_PROCESSES);
        }
        return new HostInput(
                at,
                parsed,
                Objects.requireNonNullElse(blankIsNull(written.service()), "host"),
                blankIsNull(written.env()),
                attributes(at, written.attributes()),
                processes);
    }

    private Multiline multiline(String at, AgentFile.Multiline written) {
        if ((written.preset() == null) == (written.firstLine() == null)) {
            throw wrong(
                    at,
                    written.preset() == null ? "nothing" : "both",
                    "either preset: java or firstLine: with a pattern");
        }
        if (written.preset() != null && !written.preset().equals("java")) {
            throw wrong(at + ".preset", written.preset(), "java");
        }
        int lines = Objects.requireNonNullElse(written.maxLines(), 500);
        if (lines < 2 || lines > 10_000) {
            throw wrong(at + ".maxLines", lines, "2 to 10000");
        }
        return new Multiline(
                written.firstLine() == null ? null : pattern(at + ".firstLine", written.firstLine()),
                lines,
                duration(at + ".timeout", Objects.requireNonNullElse(written.timeout(), "5s"), "10ms"));
    }

    private Pattern pattern(String at, String written) {
        try {
            return Pattern.compile(written);
        } catch (PatternSyntaxException e) {
            throw wrong(
                    at,
                    written,
                    "a pattern of RE2, which knows no look-around and no back references; %s"
                            .formatted(e.getMessage()));
        }
    }

    private String glob(String at, String pattern) {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (IllegalArgumentException e) {
            throw wrong(at, pattern, "a glob; " + e.getMessage());
        }
        if (pattern.matches(".*\\{[^}]*/.*")) {
            throw wrong(at, pattern, "a glob without a slash between braces");
        }
        return pattern;
    }

    private Charset encoding(String at, @Nullable String written) {
        if (written == null) {
            return StandardCharsets.UTF_8;
        }
        String expected = "one in which a line ends with the one byte 0A, as utf-8, iso-8859-1 or windows-1252";
        try {
            Charset charset = Charset.forName(written);
            if (charset.canEncode() && Arrays.equals("a\n".getBytes(charset), new byte[] {'a', '\n'})) {
                return charset;
            }
        } catch (IllegalArgumentException e) {
            // unknown, which is said below
        }
        throw wrong(at, written, expected);
    }

    private StartAt startAt(String at, @Nullable String written) {
        return switch (Objects.requireNonNullElse(written, "beginning")) {
            case "beginning" -> StartAt.BEGINNING;
            case "end" -> StartAt.END;
            default -> throw wrong(at, String.valueOf(written), "beginning or end");
        };
    }

    private Duration duration(String at, String written, String least) {
        Duration duration = parsed(written);
        if (duration == null
                || duration.compareTo(Objects.requireNonNull(parsed(least))) < 0
                || duration.compareTo(LONGEST) > 0) {
            throw wrong(at, written, "a time of %s or more, as 500ms, 5s, 10m, 24h or 7d".formatted(least));
        }
        return duration;
    }

    private static @Nullable Duration parsed(String written) {
        if (!written.matches("\\d{1,9}(ms|s|m|h|d)")) {
            return null;
        }
        long number = Long.parseLong(written.replaceAll("\\D", ""));
        return switch (written.replaceAll("\\d", "")) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private int size(String at, @Nullable String written) {
        if (written == null) {
            return LARGEST_LINE;
        }
        long bytes = written.matches("\\d{1,7}(KB)?")
                ? Long.parseLong(written.replace("KB", "")) << (written.endsWith("KB") ? 10 : 0)
                : -1;
        if (bytes < 1 << 10 || bytes > LARGEST_LINE) {
            throw wrong(at, written, "1KB to 256KB");
        }
        return (int) bytes;
    }

    private Map<String, String> attributes(String at, @Nullable Map<String, @Nullable String> written) {
        Map<String, String> attributes = new TreeMap<>();
        Objects.requireNonNullElse(written, Map.<String, @Nullable String>of()).forEach((name, value) -> {
            if (name.isBlank() || value == null) {
                throw wrong(at + ".attributes." + name, "nothing", "a name and a text");
            }
            attributes.put(name, value);
        });
        return Map.copyOf(attributes);
    }

    private List<String> texts(String at, @Nullable List<@Nullable String> written) {
        List<String> texts = new ArrayList<>();
        for (String text : Objects.requireNonNullElse(written, List.<@Nullable String>of())) {
            texts.add(notBlank(at + "[" + texts.size() + "]", text));
        }
        return List.copyOf(texts);
    }

    private String notBlank(String at, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw wrong(at, "nothing", "a text");
        }
        return text;
    }

    private static @Nullable String blankIsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private Path resolved(Path path) {
        return file.toAbsolutePath().resolveSibling(path).normalize();
    }

    /** Not as a path: a glob need not be one. */
    private String resolved(String glob) {
        return glob.startsWith("/") || glob.startsWith("**")
                ? glob
                : file.toAbsolutePath().normalize().getParent() + "/" + glob.replaceFirst("^(\\./)+", "");
    }

    /** How this machine calls itself. */
    public static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private AgentProblem wrong(String field, Object offending, String expected) {
        String place = positions.of(field);
        return problem(
                "%s%s: %s: %s (expected: %s)"
                        .formatted(file, place.isEmpty() ? "" : ", " + place, field, offending, expected),
                null);
    }

    private static AgentProblem problem(String message, @Nullable Throwable cause) {
        return new AgentProblem(
                AgentProblem.Kind.CONFIGURATION,
                message,
                "Correct it and start again. docs/how-to/ship-logs-from-a-host.md lists all settings.",
                cause);
    }

    private static AgentProblem malformed(Path file, JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        String place = location == null || location.getLineNr() < 1
                ? ""
                : ", line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
        return problem(file + place + ": " + e.getOriginalMessage(), e);
    }

    private AgentProblem explained(JacksonException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                wrong(
                        path(unknown),
                        "unknown setting",
                        "one of "
                                + unknown.getKnownPropertyIds().stream()
                                        .map(String::valueOf)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
            case MismatchedInputException mismatch ->
                wrong(path(mismatch), "not usable", typeName(mismatch.getTargetType()));
            default -> malformed(file, e);
        };
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
        if (Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type == String.class || type == Path.class) {
            return "a text";
        }
        return List.class.isAssignableFrom(type) ? "a list" : "a mapping";
    }
}
