// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.time.Duration;

/** What became of a request. */
public sealed interface SendResult {
    /** All of it is Plinth's now. */
    record Taken() implements SendResult {}

    /**
     * All of it was read, but some lines are not kept and never will be.
     *
     * @param rejected how many
     */
    record TakenPartly(long rejected, String why) implements SendResult {}

    /**
     * Nobody answered, or not now: the same is to be sent again.
     *
     * @param after not before; zero when nothing was said
     * @param status what was answered; 0 when nothing was
     */
    record ComeBack(Duration after, int status, String why) implements SendResult {}

    /** It is not taken as it is; see {@link #cause()}. */
    record Refused(int status, String why) implements SendResult {
        /** What is wrong: the request itself, or who sends it and where to. */
        public Cause cause() {
            return switch (status) {
                case 400, 413, 422 -> Cause.CONTENT;
                default -> Cause.SENDER;
            };
        }
    }

    /** Of a refusal. */
    enum Cause {
        /** Too large, or malformed: part of it may be taken, the same again never will. */
        CONTENT,
        /** Key, address or settings: once they are mended the same is taken. */
        SENDER
    }
}
