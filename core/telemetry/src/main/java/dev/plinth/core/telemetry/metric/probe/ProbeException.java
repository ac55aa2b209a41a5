// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/** A probe that failed; the message says how, for people. */
final class ProbeException extends Exception {
    private static final long serialVersionUID = 1;

    ProbeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    ProbeException(String message) {
        this(message, null);
    }

    /** The reason that is deepest, in at most 200 characters. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        if (root instanceof EOFException) {
            return "the connection was closed";
        }
        String message = root.getMessage();
        return shortened(message == null ? root.getClass().getSimpleName() : message, 200);
    }

    /** What somebody else has said, as far as it can be repeated. */
    static String shortened(String text, int length) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= length ? printable : printable.substring(0, length) + "...";
    }
}
