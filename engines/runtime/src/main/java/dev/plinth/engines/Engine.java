// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

/**
 * A real engine (PostgreSQL, Redis, Kafka, OpenSearch) that is used by URL or started on this machine as a child process.
 *
 * <p>An engine knows its own files and its own protocol and nothing about supervision: it says how to start, and whether a
 * given connection answers. Who calls it decides when to start, restart and stop.
 */
public interface Engine {
    /** Lower-case name, also the name of the process and of its folder below the data directory: {@code postgres}. */
    String name();

    /** Version of the bundled engine, as its makers write it: {@code 18.6}. */
    String version();

    /** Port on loopback when nothing else is configured. */
    int defaultPort();

    /** Everything a start on this machine needs; the same list on every call. */
    ArtifactLock artifacts();

    /**
     * Makes the engine's directory ready to start: unpacks binaries, creates passwords, initialises the data when there is
     * none. May be called any number of times, also after a kill in the middle of an earlier call.
     *
     * @throws EngineException when the directory holds data this version cannot use (nothing is changed then), or cannot be
     *     written
     */
    ProcessSpec prepare(EngineHost host);

    /** Where clients reach the engine that {@link #prepare} describes; the password file exists after {@code prepare}. */
    EngineConnection connection(EngineHost host);

    /**
     * Signs in and asks for something harmless, within a few seconds. Serves as readiness and health check of a started
     * engine, and as the check of one given by URL.
     *
     * @throws EngineException that says whether the address, the credentials or the version is wrong
     */
    void check(EngineConnection connection);

    /**
     * The version that answers there, as it says itself; empty when it does not say.
     *
     * @throws EngineException as {@link #check} does
     */
    String versionOf(EngineConnection connection);
}
