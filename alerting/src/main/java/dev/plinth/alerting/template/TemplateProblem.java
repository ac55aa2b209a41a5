// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

/** Something wrong at a place in the text of a template, or in a call whose place its caller knows. */
final class TemplateProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN = -1;

    private final int offset;

    TemplateProblem(int offset, String message) {
        super(message);
        this.offset = offset;
    }

    TemplateProblem(String message) {
        this(UNKNOWN, message);
    }

    boolean isPlaced() {
        return offset != UNKNOWN;
    }

    TemplateProblem at(int place, String prefix) {
        return isPlaced() ? this : new TemplateProblem(place, prefix + getMessage());
    }

    TemplateException in(String text, String name, String doing) {
        int end = Math.clamp(offset, 0, text.length());
        int line = 1;
        int lastBreak = -1;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lastBreak = i;
            }
        }
        return new TemplateException(doing, name, line, end - lastBreak, String.valueOf(getMessage()));
    }
}
