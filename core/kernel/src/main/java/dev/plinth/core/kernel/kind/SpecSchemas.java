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
    /** They are referred to from the root, wherever they are used. */
    private static final String DEFINITIONS = "$defs";

    private final Map<String, ObjectNode> specs = new ConcurrentHashMap<>();
    private final SchemaGenerator inline = new SchemaGenerator(configuration(true));
    private final SchemaGenerator defining = new SchemaGenerator(configuration(false));

    private static SchemaGeneratorConfig configuration(boolean isInline) {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonSchemaModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE))
                .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
                // or it would come before Jackson's words for them
                .without(Option.FLATTENED_ENUMS);
        if (isInline) {
            builder.with(Option.INLINE_ALL_SCHEMAS);
        }
        builder.forFields()
                .withRequiredCheck(field -> !SpecShape.mayBeAbsent(
                        field.getRawMember(), field.getRawMember().getAnnotatedType()))
                // a form must not even ask for it
                .withIgnoreCheck(field -> field.getRawMember().isAnnotationPresent(SecretField.class));
        return builder.build();
    }

    ObjectNode ofSpec(Kind<?> kind) {
        return specs.computeIfAbsent(kind.name(), name -> {
                    ObjectNode schema = schema(kind.specType());
                    schema.put("title", name);
                    schema.put("description", kind.description());
                    return schema;
                })
                .deepCopy();
    }

    /** In one piece, or with definitions when something contains more of its kind. */
    private ObjectNode schema(Class<?> type) {
        return (SpecShape.containsItself(type) ? defining : inline).generateSchema(type);
    }

    /** Of a document as {@code apply} takes it. */
    ObjectNode ofDocument(Kind<?> kind) {
        ObjectNode spec = ofSpec(kind);
        JsonNode dialect = spec.remove("$schema");
        JsonNode definitions = spec.remove(DEFINITIONS);
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
        if (definitions != null) {
            document.set(DEFINITIONS, definitions);
        }
        document.putArray("required").add("kind").add("name").add("spec");
        return document;
    }
}
