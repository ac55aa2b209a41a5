// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that may be looked at so many times only: a pattern that backtracks without end is stopped by it, as {@code java.util.regex} itself has no
 * limit.
 */
public final class BoundedText implements CharSequence {
    private static final int LOOKS_PER_CHARACTER = 200;
    private static final int LOOKS = 200_000;

    private final String text;
    private final Looks looks;

    /** What is left, shared by the parts of a text. */
    private static final class Looks {
        private long left;

        Looks(long left) {
            this.left = left;
        }
    }

    private BoundedText(String text) {
        this(text, new Looks(LOOKS + (long) LOOKS_PER_CHARACTER * text.length()));
    }

    private BoundedText(String text, Looks looks) {
        this.text = text;
        this.looks = looks;
    }

    /**
     * Matches within the limits. A pattern that goes too deep for the stack has gone too far as well.
     *
     * @throws TooLong when it takes too long
     */
    public static <T> T match(Pattern pattern, String text, Function<Matcher, T> use) {
        try {
            return use.apply(pattern.matcher(new BoundedText(text)));
        } catch (StackOverflowError e) {
            throw new TooLong();
        }
    }

    /** Thrown out of the match. */
    public static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("the pattern takes too long for this text", null, false, false);
        }
    }

    @Override
    public char charAt(int index) {
        if (--looks.left < 0) {
            throw new TooLong();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new BoundedText(text.substring(start, end), looks);
    }

    @Override
    public String toString() {
        return text;
    }
}
