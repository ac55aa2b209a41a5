// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.core.kernel.engine.EngineAway;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Waits for what Kafka answers. */
final class KafkaAnswers {
    private KafkaAnswers() {}

    /**
     * The answer.
     *
     * @throws RefusedException when the account may not ask
     * @throws EngineAway when there is none
     */
    static <T> T of(KafkaFuture<T> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** The answer about one of many; null when the account may not ask about it, or it is not there any more. */
    static <T> @Nullable T ofOne(KafkaFuture<T> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException
                    || e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof GroupIdNotFoundException) {
                return null;
            }
            throw failure(e);
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        String message = String.valueOf(e.getCause());
        return e.getCause() instanceof AuthorizationException
                ? new RefusedException(message, e)
                : new EngineAway(message, e);
    }
}
