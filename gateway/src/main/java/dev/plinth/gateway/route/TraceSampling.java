// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

import org.jspecify.annotations.Nullable;

/**
 * Which traces are kept, in the way of OpenTelemetry's consistent probability sampling: a trace is kept when the last 56 bits of its id are not
 * below a threshold of 56 bits. It goes with the trace as {@code plinth=th:<threshold>} in {@code tracestate}; whoever keeps spans decides by it,
 * so all of a trace come to the same, and what is not kept can be counted before.
 */
public final class TraceSampling {
    private static final int BITS = 56;
    private static final String MEMBER = "plinth=th:";

    private TraceSampling() {}

    /** In hexadecimal, without the zeros at its end; null when all are kept. */
    static @Nullable String threshold(double kept) {
        if (kept >= 1) {
            return null;
        }
        long threshold = Math.min((1L << BITS) - 1, Math.round((1 - Math.max(0, kept)) * (1L << BITS)));
        return threshold == 0 ? null : "%014x".formatted(threshold).replaceFirst("0+$", "");
    }

    /** The threshold that a trace has from where it began; null when it has none. */
    public static @Nullable String thresholdOf(@Nullable String traceState) {
        if (traceState == null) {
            return null;
        }
        int begin = traceState.indexOf(MEMBER);
        if (begin < 0 || (begin > 0 && ", \t".indexOf(traceState.charAt(begin - 1)) < 0)) {
            return null;
        }
        int from = begin + MEMBER.length();
        int to = from;
        while (to < traceState.length() && Character.digit(traceState.charAt(to), 16) >= 0) {
            to++;
        }
        return to == from || to - from > BITS / 4 ? null : traceState.substring(from, to);
    }

    /** What goes on with the trace, before what others have said of it. */
    public static String traceState(String threshold, @Nullable String others) {
        return others == null || others.isBlank() ? MEMBER + threshold : MEMBER + threshold + "," + others;
    }
}
