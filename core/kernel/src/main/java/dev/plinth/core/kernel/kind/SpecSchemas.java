// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfig;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Schema 2020-12 of specs and of whole documents, from the records. */
final class SpecSchemas {
    private final Map<String, ObjectNode> specs = new ConcurrentHashMap<>();
    private final SchemaGenerator generator = new SchemaGenerator(configuration());

    private static SchemaGeneratorConfig configuration() {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonSchemaModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE))
                .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.INLINE_ALL_SCHEMAS)
                // or it would come before Jackson's words for them
                .without(Option.FLATTENED_ENUMS);
        builder.forFields()
                .withRequiredCheck(field -> !SpecShape.mayBeAbsent(
                        field.getRawMember(), field.getRawMember().getAnnotatedType()))
                // a form must not even ask for it
                .withIgnoreCheck(field -> field.getRawMember().isAnnotationPresent(SecretField.class));
        return builder.build();
    }

    ObjectNode ofSpec(Kind<?> kind) {
        return specs.computeIfAbsent(kind.name(), name -> {
                    ObjectNode schema = generator.generateSchema(kind.specType());
                    schema.put("title", name);
                    schema.put("description", kind.description());
                    return schema;
                })
                .deepCopy();
    }

    /** Of a document as {@code apply} takes it. */
    ObjectNode ofDocument(Kind<?> kind) {
        ObjectNode spec = ofSpec(kind);
        JsonNode dialect = spec.remove("$schema");
        ObjectNode document = spec.objectNode();
        document.set("$schema", dialect);
        document.put("title", kind.name())
                .put("description", kind.description())
                .put("type", "object");
        ObjectNode properties = document.putObject("properties");
        properties.putObject("kind").put("const", kind.name());
        if (kind.scope() == Scope.ENV) {
            properties.putObject("env").put("type", "string").put("description", "The environment, as dev or prod");
        }
        properties.putObject("name").put("type", "string");
        properties
                .putObject("labels")
                .put("type", "object")
                .putObject("additionalProperties")
                .put("type", "string");
        properties.putObject("revision").put("type", "integer");
        properties.set("spec", spec);
        document.putArray("required").add("kind").add("name").add("spec");
        return document;
    }
}
