// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.List;

/** Something that is done to records which came together, from one resource and in their order. */
interface Step {
    /** @param records changed in place; may become fewer */
    void run(List<LogRecord.Builder> records);

    /** One that treats each by itself. */
    interface OfEach extends Step {
        void run(LogRecord.Builder record);

        @Override
        default void run(List<LogRecord.Builder> records) {
            records.forEach(this::run);
        }
    }
}
