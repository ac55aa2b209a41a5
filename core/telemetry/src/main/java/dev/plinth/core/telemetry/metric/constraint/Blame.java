// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.constraint;

import jakarta.validation.ConstraintValidatorContext;

/** Says which field would have to change, and into what. */
public final class Blame {
    private Blame() {}

    /**
     * Always false, so that it can be returned.
     *
     * @param expected what would have been right, word for word
     */
    public static boolean it(ConstraintValidatorContext context, String expected) {
        context.disableDefaultConstraintViolation();
        context.buildConstraintViolationWithTemplate(literally(expected)).addConstraintViolation();
        return false;
    }

    /** @param field of what is looked at; {@code http.url} is one of a field's */
    public static boolean field(ConstraintValidatorContext context, String field, String expected) {
        context.disableDefaultConstraintViolation();
        String[] path = field.split("\\.", -1);
        var node = context.buildConstraintViolationWithTemplate(literally(expected))
                .addPropertyNode(path[0]);
        for (int i = 1; i < path.length; i++) {
            node = node.addPropertyNode(path[i]);
        }
        node.addConstraintViolation();
        return false;
    }

    /** Messages are templates; what is special there may be in a text. */
    private static String literally(String message) {
        return message.replaceAll("[\\\\{}$]", "\\\\$0");
    }
}
