// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import java.io.IOException;
import java.util.Map;

/** A way of sending telemetry over HTTP. */
interface Protocol {
    /** Whether it answers for this path; the first that does is asked. */
    boolean isAt(String path);

    /** What the sender is told when it is taken: when Kafka has it. */
    Answer take(Received request) throws Refusal, IOException;

    /** What the sender is told when it is not. */
    Answer refused(Received request, Refusal refusal);

    /** A response. */
    record Answer(int status, String type, Map<String, String> headers, byte[] body) {
        Answer(int status, String type, byte[] body) {
            this(status, type, Map.of(), body);
        }
    }
}
