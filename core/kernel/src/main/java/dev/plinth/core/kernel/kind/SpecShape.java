// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import dev.plinth.core.kernel.problem.Violation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares a JSON spec with the records it is for, before it is read into them: is a secret given inline, and is something missing?
 * What is not {@link Nullable} must be there.
 */
final class SpecShape {
    private final List<Violation> secrets = new ArrayList<>();
    private final List<Violation> missing = new ArrayList<>();

    /** Secrets that are given inline. */
    List<Violation> secrets() {
        return secrets;
    }

    /** Values that must be there and are not. */
    List<Violation> missing() {
        return missing;
    }

    static boolean mayBeAbsent(AnnotatedElement element, AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class) || element.isAnnotationPresent(Nullable.class);
    }

    /** Whether a record has records of a type in it that have more of the same in them. */
    static boolean containsItself(Class<?> type) {
        return containsItself(type, Set.of());
    }

    private static boolean containsItself(Type type, Set<Type> above) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).anyMatch(each -> containsItself(each, above));
        }
        if (!(type instanceof Class<?> record) || !record.isRecord()) {
            return false;
        }
        if (above.contains(type)) {
            return true;
        }
        Set<Type> within = new HashSet<>(above);
        within.add(type);
        return Arrays.stream(record.getRecordComponents())
                .anyMatch(component -> containsItself(component.getGenericType(), within));
    }

    void look(Type type, JsonNode value, String at) {
        if (type instanceof Class<?> record && record.isRecord() && value.isObject()) {
            for (RecordComponent component : record.getRecordComponents()) {
                look(component, value.get(component.getName()), at + "." + component.getName());
            }
        } else if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            lookAtEach(arguments[arguments.length - 1], value, at);
        }
    }

    private void look(RecordComponent component, @Nullable JsonNode value, String at) {
        if (value == null || value.isNull()) {
            if (!mayBeAbsent(component, component.getAnnotatedType())) {
                missing.add(new Violation(at, null, "a value"));
            }
        } else if (component.isAnnotationPresent(SecretField.class)) {
            secrets.add(new Violation(at, "(a value, not shown)", "a secretRef instead of the value itself"));
        } else {
            look(component.getGenericType(), value, at);
        }
    }

    private void lookAtEach(Type element, JsonNode values, String at) {
        if (values.isArray()) {
            for (int i = 0; i < values.size(); i++) {
                look(element, values.get(i), at + "[" + i + "]");
            }
        } else {
            values.forEachEntry((key, value) -> look(element, value, at + "." + key));
        }
    }
}
