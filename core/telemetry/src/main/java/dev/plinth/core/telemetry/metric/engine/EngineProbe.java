// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.core.kernel.engine.EngineAway;

/** Asks one engine, over a connection that stays open. For one thread at a time; what takes too long is interrupted. */
interface EngineProbe extends AutoCloseable {
    /** @throws EngineAway when it does not answer, or lets this account see nothing */
    void read(Readings to) throws InterruptedException;

    @Override
    void close();
}
