// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.kind.SecretField;
import dev.plinth.core.kernel.live.LiveKind;
import dev.plinth.core.kernel.resource.ResourceKey;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The kernel with kinds as a room would declare them. */
@SpringBootApplication
public class TestApplication {
    /** Has a bit of everything: constraints, a list, a reference, a secret. */
    public record WidgetSpec(
            @JsonPropertyDescription("How large, in millimetres") @Min(1) @Max(1_000)
            int size,

            @Nullable @Pattern(regexp = "[a-z]+") String colour,
            @Nullable List<@Valid Part> parts,
            @Nullable String box,
            @Nullable @SecretField String password) {}

    /** Part of a widget. */
    public record Part(
            @NotBlank String name, @Nullable @SecretField String key) {}

    /** What widgets may be in. */
    public record BoxSpec(@Nullable String note) {}

    /** A live thing. */
    public record NodeSpec(@NotBlank String address) {}

    @Bean
    Kind<WidgetSpec> widgetKind() {
        return new Kind<>(
                "Widget",
                Scope.ENV,
                "A thing with a size",
                WidgetSpec.class,
                2,
                // version 1 said it in centimetres
                Map.of(
                        1,
                        old -> old.put("size", old.path("centimetres").asInt() * 10)
                                .without("centimetres")),
                (spec, env) -> spec.box() == null ? List.of() : List.of(new ResourceKey("Box", env, spec.box())));
    }

    @Bean
    Kind<BoxSpec> boxKind() {
        return Kind.of("Box", Scope.ENV, "Holds widgets", BoxSpec.class);
    }

    @Bean
    LiveKind<NodeSpec> nodeKind() {
        return new LiveKind<>(Kind.of("Node", Scope.ENV, "Something that runs", NodeSpec.class));
    }
}
