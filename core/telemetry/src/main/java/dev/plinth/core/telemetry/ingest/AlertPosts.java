// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

/** Takes alerts that come in at the port of telemetry, from whoever may send telemetry. */
public interface AlertPosts {
    /**
     * Alerts of an environment, as the API v2 of Alertmanager has them.
     *
     * @throws dev.plinth.core.kernel.engine.EngineAway when they cannot be kept now
     */
    Said take(String env, byte[] body);

    /**
     * What is answered: when it is that they are taken, they are kept.
     *
     * @param json the body; empty for none
     */
    record Said(int status, byte[] json) {
        /** All are taken. */
        public static final Said OK = new Said(200, new byte[0]);
    }
}
