// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** W3C Trace Context: goes on with the trace that a request is part of, or begins one. */
record TraceContext(String traceId, String spanId, String flags, boolean isNew) {
    private static final int LENGTH = 55;
    private static final int HEX_PER_LONG = 16;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    /** @param header {@code traceparent}, or null; one that is not right begins a new trace */
    static TraceContext of(@Nullable String header) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String span = hex(nonZero(random));
        if (header != null && isValid(header)) {
            return new TraceContext(header.substring(3, 35), span, header.substring(53, 55), false);
        }
        return new TraceContext(hex(nonZero(random), random.nextLong()), span, "01", true);
    }

    /** Done for each request; {@link java.util.HexFormat} takes several times as long. */
    private static String hex(long... values) {
        byte[] digits = new byte[values.length * HEX_PER_LONG];
        for (int i = 0; i < values.length; i++) {
            long rest = values[i];
            for (int at = (i + 1) * HEX_PER_LONG - 1; at >= i * HEX_PER_LONG; at--) {
                digits[at] = DIGITS[(int) rest & 15];
                rest >>>= 4;
            }
        }
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    private static long nonZero(ThreadLocalRandom random) {
        long value = random.nextLong();
        return value == 0 ? 1 : value;
    }

    private static boolean isValid(String header) {
        if (header.length() < LENGTH
                || header.charAt(2) != '-'
                || header.charAt(35) != '-'
                || header.charAt(52) != '-'
                || header.startsWith("ff")
                || (header.startsWith("00") && header.length() != LENGTH)) {
            return false;
        }
        boolean traceIsZero = true;
        boolean spanIsZero = true;
        for (int i = 0; i < LENGTH; i++) {
            char c = header.charAt(i);
            if (i == 2 || i == 35 || i == 52) {
                continue;
            }
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
            traceIsZero &= i < 3 || i > 34 || c == '0';
            spanIsZero &= i < 36 || i > 51 || c == '0';
        }
        return !traceIsZero && !spanIsZero;
    }

    String traceparent() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }
}
