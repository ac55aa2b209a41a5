// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plinth.core.kernel.problem.Violation;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Turns a JSON spec into its record, strictly, and back into the one form that the ledger keeps. */
final class SpecReader {
    private final JsonMapper strict;
    private final JsonMapper lenient;
    private final Validator validator;

    SpecReader(Validator validator) {
        JsonMapper base = JsonMapper.builder()
                .changeDefaultPropertyInclusion(always ->
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> Stream.of(
                                        CoercionInputShape.Integer,
                                        CoercionInputShape.Float,
                                        CoercionInputShape.Boolean)
                                .forEach(shape -> text.setCoercion(shape, CoercionAction.Fail)))
                .build();
        this.lenient = base.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        this.strict = base;
        this.validator = validator;
    }

    /** Reads, and adds what is wrong to the violations; null when it cannot be read at all. */
    <T extends Record> @Nullable T read(Class<T> type, JsonNode spec, String at, List<Violation> violations) {
        SpecShape shape = new SpecShape();
        shape.look(type, spec, at);
        if (!shape.secrets().isEmpty()) {
            // whatever else is wrong might be said with the secret in it
            violations.addAll(shape.secrets());
            return null;
        }
        violations.addAll(shape.missing());
        JsonMapper collecting =
                strict.rebuild().addHandler(new UnknownFields(at, violations)).build();
        T value;
        try {
            value = collecting.treeToValue(spec, type);
        } catch (DatabindException e) {
            Violation mismatch = mismatch(e, spec, at);
            if (shape.missing().stream().noneMatch(missing -> missing.field().equals(mismatch.field()))) {
                violations.add(mismatch);
            }
            return null;
        } catch (JacksonException e) {
            violations.add(new Violation(at, null, e.getOriginalMessage()));
            return null;
        }
        validator.validate(value).stream()
                .map(broken -> violation(broken, spec, at))
                .filter(broken -> shape.missing().stream()
                        .noneMatch(missing -> missing.field().equals(broken.field())))
                .sorted(Comparator.comparing(Violation::field))
                .forEach(violations::add);
        return value;
    }

    /** As a spec written by an older or newer program: unknown fields are ignored. */
    <T extends Record> T readLeniently(Class<T> type, JsonNode spec) {
        return lenient.treeToValue(spec, type);
    }

    /** Fields in the order of the record, nulls left out. */
    JsonNode write(Record value) {
        return strict.valueToTree(value);
    }

    private static Violation mismatch(DatabindException e, JsonNode spec, String at) {
        JsonNode offending = spec;
        StringBuilder path = new StringBuilder(at);
        for (JacksonException.Reference step : e.getPath()) {
            String property = step.getPropertyName();
            path.append(property == null ? "[" + step.getIndex() + "]" : "." + property);
            JsonNode next = offending == null
                    ? null
                    : property == null ? offending.get(step.getIndex()) : offending.get(property);
            offending = next;
        }
        return new Violation(path.toString(), shortened(offending), expected(e));
    }

    private static String expected(DatabindException e) {
        if (e.getCause() instanceof IllegalArgumentException || !(e instanceof MismatchedInputException mismatch)) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return String.valueOf(cause.getMessage());
        }
        Class<?> type = mismatch.getTargetType();
        if (type == null) {
            return e.getOriginalMessage();
        }
        if (type.isEnum()) {
            // as they are written in JSON, which may differ from their names in Java
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> JsonMapper.shared().convertValue(constant, String.class))
                            .collect(Collectors.joining(", "));
        }
        return Expected.ofType(type);
    }

    private static @Nullable Object shortened(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        String text = node.isString() ? node.asString() : node.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private static Violation violation(ConstraintViolation<?> broken, JsonNode spec, String at) {
        StringBuilder path = new StringBuilder(at);
        for (Path.Node node : broken.getPropertyPath()) {
            if (node.getIndex() != null) {
                path.append('[').append(node.getIndex()).append(']');
            } else if (node.getKey() != null) {
                path.append('.').append(node.getKey());
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                path.append('.').append(node.getName());
            }
        }
        Object offending = broken.getInvalidValue();
        if (offending instanceof Record) {
            // a rule about a whole record has found this field to blame
            String pointer = path.substring(at.length())
                    .replace('.', '/')
                    .replace('[', '/')
                    .replace("]", "");
            JsonNode value = spec.at(pointer);
            offending = value.isMissingNode() || value.isNull() ? null : value.asString(value.toString());
        }
        boolean simple = offending == null || offending instanceof Number || offending instanceof Boolean;
        return new Violation(path.toString(), simple ? offending : String.valueOf(offending), Expected.of(broken));
    }

    /** Collects unknown fields instead of stopping at the first. */
    private static final class UnknownFields extends DeserializationProblemHandler {
        private final String at;
        private final List<Violation> violations;

        UnknownFields(String at, List<Violation> violations) {
            this.at = at;
            this.violations = violations;
        }

        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                ValueDeserializer<?> deserializer,
                Object beanOrClass,
                String name) {
            Collection<Object> known = deserializer == null ? null : deserializer.getKnownPropertyNames();
            List<String> names = new ArrayList<>();
            if (known != null) {
                known.stream()
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .sorted()
                        .forEach(names::add);
            }
            String near = Names.nearest(name, names);
            String path = at
                    + parser.streamReadContext()
                            .pathAsPointer()
                            .toString()
                            .replaceAll("/(\\d+)(?=/|$)", "[$1]")
                            .replace('/', '.');
            violations.add(new Violation(
                    path.endsWith("." + name) ? path : path + "." + name,
                    "unknown field",
                    near != null ? near + " (did you mean it?)" : "one of " + String.join(", ", names)));
            parser.skipChildren();
            return true;
        }
    }
}
