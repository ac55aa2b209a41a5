// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import jakarta.validation.ConstraintViolation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;

/** Says what would have been right. */
final class Expected {
    private Expected() {}

    static String of(ConstraintViolation<?> broken) {
        Map<String, Object> limits = broken.getConstraintDescriptor().getAttributes();
        String constraint = broken.getConstraintDescriptor()
                .getAnnotation()
                .annotationType()
                .getSimpleName();
        if (!broken.getMessageTemplate().startsWith("{jakarta.")) {
            // the room has said it better
            return broken.getMessage();
        }
        return switch (constraint) {
            case "NotNull", "NotEmpty" -> "a value";
            case "NotBlank" -> "a text that is not blank";
            case "Min", "DecimalMin" -> "at least " + limits.get("value");
            case "Max", "DecimalMax" -> "at most " + limits.get("value");
            case "Positive" -> "more than 0";
            case "PositiveOrZero" -> "0 or more";
            case "Size" -> size(limit(limits, "min"), limit(limits, "max"));
            case "Pattern" -> "a text of the form " + limits.get("regexp");
            default -> broken.getMessage();
        };
    }

    private static int limit(Map<String, Object> limits, String name) {
        return (Integer) Objects.requireNonNull(limits.get(name), name);
    }

    private static String size(int min, int max) {
        if (max == Integer.MAX_VALUE) {
            return "at least " + min + " long";
        }
        return min == 0 ? "at most " + max + " long" : min + " to " + max + " long";
    }

    static String ofType(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "an integer";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Duration.class) {
            return "a duration, as PT30S";
        }
        if (type == Instant.class) {
            return "a time, as 2026-01-31T12:00:00Z";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return "an object";
    }
}
