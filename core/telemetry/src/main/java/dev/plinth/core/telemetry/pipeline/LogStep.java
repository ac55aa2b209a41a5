// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of these. */
@WorkingStep
public record LogStep(
        @JsonPropertyDescription("Joins records that came together and belong together, as the lines of a stack trace")
        @Nullable
        @Valid
        Join join,

        @JsonPropertyDescription("Reads a text that is a JSON object; others stay as they are") @Nullable
        Json json,

        @JsonPropertyDescription("Reads key=value pairs; a text without one stays as it is") @Nullable
        Logfmt logfmt,

        @JsonPropertyDescription("Takes the text apart by patterns; one that fits none stays as it is") @Nullable @Valid
        GrokPatterns grok,

        @JsonPropertyDescription("Reads the time from an attribute") @Nullable @Valid
        Timestamp timestamp,

        @JsonPropertyDescription("Hides personal data and secrets, in the text and in all attributes") @Nullable @Valid
        Mask mask,

        @JsonPropertyDescription("Leaves records out") @Nullable @Valid
        Drop drop) {
    /** Multi-line texts. */
    public record Join(
            @JsonPropertyDescription(
                    "Fits every first line and nothing else, as ^\\d{4}-\\d\\d-\\d\\d; if absent, what is indented or goes on with a Java"
                            + " stack trace belongs to the line before")
            @Nullable
            @Size(min = 1, max = 500)
            String firstLine,

            @JsonPropertyDescription("Lines that are joined at most; 500 if absent") @Nullable @Min(2) @Max(5_000)
            Integer maxLines) {
        int maxLinesOrDefault() {
            return maxLines == null ? 500 : maxLines;
        }
    }

    /** Nothing needs to be said. */
    public record Json() {}

    /** Nothing needs to be said. */
    public record Logfmt() {}

    /** Grok. */
    public record GrokPatterns(
            @JsonPropertyDescription("The first that fits is taken, as %{COMBINEDAPACHELOG}") @NotEmpty @Size(max = 20)
            List<@NotBlank @Size(max = 4_000) String> patterns,

            @JsonPropertyDescription("Patterns of your own by name, beside those of Logstash")
            @Nullable
            @Size(max = 100)
            Map<String, String> definitions) {}

    /** When it happened. */
    public record Timestamp(
            @JsonPropertyDescription("The attribute it is in; it is removed") @NotBlank @Size(max = 255)
            String attribute,

            @JsonPropertyDescription(
                    "A format as java.time has them, as dd/MMM/yyyy:HH:mm:ss Z; ISO 8601 or a number since 1970 if absent")
            @Nullable
            @Size(min = 1, max = 100)
            String format,

            @JsonPropertyDescription("Zone of times that say none, as Europe/Berlin; UTC if absent")
            @Nullable
            @Size(min = 1, max = 60)
            String zone) {}

    /** What must not be seen. */
    public record Mask(
            @JsonPropertyDescription("email, card, iban, phone, id, jwt, secret") @Nullable @Size(max = 10)
            List<Personal> what,

            @JsonPropertyDescription("A pattern of your own, as java.util.regex has them")
            @Nullable
            @Size(min = 1, max = 1_000)
            String pattern,

            @JsonPropertyDescription("Attributes whose whole value is hidden, as user.* or password")
            @Nullable
            @Size(max = 100)
            List<@Size(min = 1, max = 255) String> attributes,

            @JsonPropertyDescription("What stands there instead; *** if absent. With a pattern $1 is its first group")
            @Nullable
            @Size(max = 100)
            String replacement) {
        static final String HIDDEN = "***";

        String replacementOrDefault() {
            return replacement == null ? HIDDEN : replacement;
        }
    }

    /** What is left out. */
    public record Drop(
            @JsonPropertyDescription("Those less severe: debug, info, warn, error or fatal; those that say none stay")
            @Nullable
            @jakarta.validation.constraints.Pattern(
                    regexp = "debug|info|warn|error|fatal",
                    message = "one of debug, info, warn, error, fatal")
            String below,

            @JsonPropertyDescription("Those in whose text this pattern is found") @Nullable @Size(min = 1, max = 1_000)
            String pattern) {}

    /** Kinds of data that are recognised by their form. */
    public enum Personal {
        EMAIL,
        CARD,
        IBAN,
        PHONE,
        ID,
        JWT,
        SECRET;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
