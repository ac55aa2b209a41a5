// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import com.google.protobuf.ByteString;

/**
 * Whether a trace is one of those that are kept, as was decided where it began: gateways write {@code plinth=th:<threshold>} into {@code tracestate},
 * and what has an id with a random part below that is not. The same for all spans of a trace, wherever they are.
 */
final class Sampling {
    static final String MEMBER = "plinth=th:";
    private static final int DIGITS = 14;
    private static final int RANDOM_BYTES = 7;

    private Sampling() {}

    static boolean isKept(String traceState, ByteString traceId) {
        int begin = traceState.indexOf(MEMBER);
        if (begin < 0) {
            return true;
        }
        long threshold = 0;
        int from = begin + MEMBER.length();
        for (int i = 0; i < DIGITS; i++) {
            int digit = from + i < traceState.length() ? Character.digit(traceState.charAt(from + i), 16) : -1;
            if (digit < 0) {
                threshold <<= 4 * (DIGITS - i);
                break;
            }
            threshold = (threshold << 4) | digit;
        }
        long random = 0;
        for (int i = traceId.size() - RANDOM_BYTES; i < traceId.size(); i++) {
            random = (random << 8) | (traceId.byteAt(i) & 0xff);
        }
        return random >= threshold;
    }
}
