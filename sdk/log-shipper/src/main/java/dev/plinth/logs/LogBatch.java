// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.io.IOException;
import java.util.List;

/** A request as it is sent and kept. */
record LogBatch(byte[] gzip, int lines) {
    static LogBatch of(byte[] request, int lines) {
        return new LogBatch(Gzip.compress(request), lines);
    }

    int size() {
        return gzip.length;
    }

    /** In two; alone when there is nothing to divide. */
    List<LogBatch> halves() {
        if (lines < 2) {
            return List.of(this);
        }
        try {
            return OtlpLogs.halves(Gzip.expand(gzip)).stream()
                    .map(half -> of(half, OtlpLogs.count(half)))
                    .toList();
        } catch (IOException | IllegalArgumentException e) {
            return List.of(this);
        }
    }
}
