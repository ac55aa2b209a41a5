// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that people do and that matters to the business: an order, a payment, a registration. It is counted from when it is declared. */
@TransactionRules
public record TransactionSpec(
        @JsonPropertyDescription("What people call it; its name if absent") @Nullable @Size(min = 1, max = 200)
        String title,

        @JsonPropertyDescription("Requests over a route that are one each") @Nullable @Valid
        Requests route,

        @JsonPropertyDescription("Business events that are one each") @Nullable @Valid
        Events event,

        @JsonPropertyDescription(
                "When one has succeeded; if absent: a status below 400, or an event without a field error.type")
        @Nullable
        @Valid
        Condition success,

        @JsonPropertyDescription(
                "Field with the reason of a failure; if absent the first that there is of reason, error.type, problem and status")
        @Nullable
        @Pattern(regexp = FIELD, message = FIELD_MESSAGE)
        String reasonField,

        @JsonPropertyDescription("What one is worth; not counted if absent") @Nullable @Valid
        Amount amount,

        @JsonPropertyDescription(
                "Field with the user; if absent the first that there is of user, user.id, enduser.id, and who was signed in at the gateway")
        @Nullable
        @Pattern(regexp = FIELD, message = FIELD_MESSAGE)
        String userField) {
    /** The kind's name. */
    public static final String KIND = "Transaction";

    static final String FIELD = "[A-Za-z_*][A-Za-z0-9_.*-]{0,127}";
    static final String FIELD_MESSAGE = "a name of letters, digits, '_', '.', '-', of at most 128 characters";

    /**
     * Requests that a gateway has answered.
     *
     * @param path as {@code /orders} or {@code /orders/*}, in which a star stands for anything
     */
    public record Requests(
            @JsonPropertyDescription("Name of the route") @NotBlank @Size(max = 253)
            String name,

            @JsonPropertyDescription("All methods if absent") @Nullable @Size(min = 1, max = 10)
            List<@NotNull @Pattern(regexp = "[A-Z]{1,20}", message = "a method as POST") String> methods,

            @JsonPropertyDescription(
                    "The path as it was asked for, in which * stands for anything; all paths of the route if absent")
            @Nullable
            @Size(max = 1_000)
            @Pattern(regexp = "/.*", message = "a path that begins with /")
            String path) {}

    /** Events that services told. */
    public record Events(
            @JsonPropertyDescription("Name of the event, as order.placed") @NotBlank @Size(max = 200)
            String name,

            @JsonPropertyDescription("Only those of this service; of all in the environment if absent")
            @Nullable
            @Size(min = 1, max = 63)
            String service) {}

    /** What a field must be. */
    public record Condition(
            @JsonPropertyDescription("As status, or a field that the service told")
            @NotBlank
            @Pattern(regexp = FIELD, message = FIELD_MESSAGE)
            String field,

            @JsonPropertyDescription("One of these; of status also classes, as 2xx") @NotEmpty @Size(max = 50)
            List<@NotBlank @Size(max = 200) String> values) {}

    /** Decimal numbers in a field. */
    public record Amount(
            @NotBlank @Pattern(regexp = FIELD, message = FIELD_MESSAGE)
            String field,

            @JsonPropertyDescription("As EUR or items; only shown") @Nullable @Size(min = 1, max = 20)
            String unit) {}

    /** The kind. */
    public static Kind<TransactionSpec> kind() {
        return Kind.of(
                KIND,
                Scope.ENV,
                "Something that matters to the business, as an order: what it is, when it has succeeded, what it is worth and whose it is",
                TransactionSpec.class);
    }

    /** Its title, or else its name. */
    String titleOr(String name) {
        return title == null ? name : title;
    }
}
