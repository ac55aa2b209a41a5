// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
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

    record Branch(String leaf, List<Branch> branches) {}

    record Tree(Branch trunk) {}

    @Test
    void a_choice_has_the_words_that_a_document_has_for_it() {
        JsonNode schema = new SpecSchemas().ofSpec(Kind.of("Moody", Scope.GLOBAL, "Has a mood", Spec.class));
        assertThat(schema.at("/properties/mood/enum").valueStream().map(JsonNode::asString))
                .containsExactly("happy", "sad");
    }

    @Test
    void what_contains_more_of_its_kind_is_defined_once_and_found_from_the_root_of_a_document() {
        Kind<Tree> kind = Kind.of("Tree", Scope.GLOBAL, "Has branches", Tree.class);
        JsonNode schema = new SpecSchemas().ofDocument(kind);
        String reference = "#/$defs/Branch";
        assertThat(schema.at("/properties/spec/properties/trunk/$ref").asString())
                .isEqualTo(reference);
        assertThat(schema.at("/$defs/Branch/properties/branches/items/$ref").asString())
                .isEqualTo(reference);
        assertThat(schema.at("/properties/spec/$defs").isMissingNode()).isTrue();
    }
}
