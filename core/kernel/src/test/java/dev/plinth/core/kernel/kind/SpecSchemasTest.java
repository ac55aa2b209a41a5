// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

public class SpecSchemasTest {
    public enum Mood {
        HAPPY,
        SAD;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Spec(Mood mood) {}

    @Test
    void a_choice_has_the_words_that_a_document_has_for_it() {
        JsonNode schema = new SpecSchemas().ofSpec(Kind.of("Moody", Scope.GLOBAL, "Has a mood", Spec.class));
        assertThat(schema.at("/properties/mood/enum").valueStream().map(JsonNode::asString))
                .containsExactly("happy", "sad");
    }
}
