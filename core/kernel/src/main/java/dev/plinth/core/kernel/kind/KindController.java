// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What kinds there are, and their schemas, for forms and editors. */
@RestController
@RequestMapping("/api/v1/kinds")
@Tag(name = "Kinds")
class KindController {
    private final Kinds kinds;
    private final SpecSchemas schemas = new SpecSchemas();

    KindController(Kinds kinds) {
        this.kinds = kinds;
    }

    /** A kind, without its schema. */
    record KindDocument(String name, Scope scope, String description, int specVersion) {
        static KindDocument of(Kind<?> kind) {
            return new KindDocument(kind.name(), kind.scope(), kind.description(), kind.specVersion());
        }
    }

    /** All kinds. */
    record KindList(List<KindDocument> items) {}

    @GetMapping
    @Operation(summary = "The kinds of resources")
    KindList list() {
        return new KindList(kinds.all().stream().map(KindDocument::of).toList());
    }

    @GetMapping("/{kind}/schema")
    @Operation(summary = "JSON Schema of a kind's spec")
    JsonNode schema(@PathVariable String kind) {
        return kinds.schema(kinds.require(kind));
    }

    @GetMapping("/{kind}/document-schema")
    @Operation(summary = "JSON Schema of a whole document of a kind, for editors")
    JsonNode documentSchema(@PathVariable String kind) {
        return schemas.ofDocument(kinds.require(kind));
    }
}
