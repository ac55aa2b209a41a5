// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.settings;

import com.google.re2j.Pattern;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code agent.yaml}, checked, and with its defaults.
 *
 * @param endpoint where Plinth takes OTLP over HTTP, without {@code /v1/logs}
 * @param keyFile file whose only line is the ingest key of an app; null when there is none
 * @param key the key itself, from the environment; null when there is none
 * @param stateDirectory where the agent keeps how far it has come
 * @param host this machine, as {@code host.name} says it
 * @param metrics what is told of the machine itself; null for nothing
 */
public record AgentSettings(
        URI endpoint,
        @Nullable Path keyFile,
        @Nullable String key,
        Path stateDirectory,
        String host,
        List<FileInput> files,
        List<JournalInput> journals,
        @Nullable HostInput metrics) {

    /** Where an input that was never read before begins. */
    public enum StartAt {
        BEGINNING,
        END
    }

    /**
     * Files.
     *
     * @param name as in messages: {@code inputs[0].file}
     * @param paths globs, absolute
     * @param exclude globs of what is left out; those without a slash are of names
     * @param service {@code service.name}; null for the name of the file without its ending
     * @param env {@code deployment.environment.name}; null for none
     * @param attributes more of what every line gets
     * @param multiline null when each line is a record of its own
     * @param ignoreOlder files that were not written for so long are left alone; null for none
     * @param maxLineBytes what is longer is cut
     * @param halfLineAfter how long the end of a line is waited for
     */
    public record FileInput(
            String name,
            List<String> paths,
            List<String> exclude,
            @Nullable String service,
            @Nullable String env,
            Map<String, String> attributes,
            Charset encoding,
            @Nullable Multiline multiline,
            StartAt startAt,
            @Nullable Duration ignoreOlder,
            int maxLineBytes,
            Duration halfLineAfter) {}

    /**
     * Which lines belong together.
     *
     * @param firstLine what the first line of each record matches; null for the rules of Java's stack traces
     * @param timeout how long a further line is waited for
     */
    public record Multiline(@Nullable Pattern firstLine, int maxLines, Duration timeout) {}

    /**
     * The journal.
     *
     * @param id under which its position is kept
     * @param units of which entries are read; all if empty
     * @param priority as journalctl has it; null for all
     * @param service {@code service.name}; null for the identifier of each entry
     * @param program journalctl
     */
    public record JournalInput(
            String name,
            String id,
            List<String> units,
            @Nullable String priority,
            @Nullable String service,
            @Nullable String env,
            Map<String, String> attributes,
            StartAt startAt,
            int maxLineBytes,
            String program) {}

    /**
     * The machine itself, in numbers.
     *
     * @param name as in messages
     * @param interval from one reading to the next
     * @param service {@code service.name}
     * @param env {@code deployment.environment.name}; null for none
     * @param attributes more of what every series gets
     * @param processes so many of those that take most time, and of those that take most memory, are told one by one
     */
    public record HostInput(
            String name,
            Duration interval,
            String service,
            @Nullable String env,
            Map<String, String> attributes,
            int processes) {}
}
