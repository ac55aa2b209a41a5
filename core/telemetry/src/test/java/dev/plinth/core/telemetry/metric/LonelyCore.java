// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.core.testing.TestCore;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import java.nio.file.Path;

/** A core with this room and PostgreSQL, whose other engines are away. */
public final class LonelyCore {
    private LonelyCore() {}

    /** @param program what it is made of */
    public static TestCore start(Class<?> program, EngineConnection database, Path directory) {
        Path password = directory.resolve("nobody.password");
        SecretFiles.ensure(password);
        return TestCore.start(
                program,
                database,
                directory,
                "--plinth.identity.public-url=http://plinth.test:8080",
                "--plinth.telemetry.http-port=0",
                "--plinth.telemetry.grpc-port=0",
                "--plinth.telemetry.metrics.own=false",
                "--plinth.engines.kafka.url=127.0.0.1:9",
                "--plinth.engines.kafka.username=nobody",
                "--plinth.engines.kafka.password-file=" + password,
                "--plinth.engines.opensearch.url=http://127.0.0.1:9",
                "--plinth.engines.opensearch.username=nobody",
                "--plinth.engines.opensearch.password-file=" + password,
                "--logging.level.org.apache.kafka=off");
    }
}
