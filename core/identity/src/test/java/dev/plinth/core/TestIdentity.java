// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import dev.plinth.core.testing.TestCore;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The kernel and identity, on a clock that tests can move. */
@SpringBootApplication
public class TestIdentity {
    public static final String PUBLIC_URL = "http://plinth.test:8080";

    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    /** On that database, with the keys and tokens of that directory. */
    public static TestCore start(EngineConnection database, Path directory) {
        return TestCore.start(TestIdentity.class, database, directory, "--plinth.identity.public-url=" + PUBLIC_URL);
    }

    public static TestCore start() {
        return start(TestingPostgres.freshDatabase(), TestCore.temporary());
    }

    /** Moves the clock of all cores of this JVM. */
    public static void pass(Duration time) {
        AHEAD.updateAndGet(ahead -> ahead.plus(time));
    }

    /** Back to the real time. */
    public static void present() {
        AHEAD.set(Duration.ZERO);
    }

    @Bean
    @Primary
    Clock movableClock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Clock.systemUTC().instant().plus(AHEAD.get());
            }
        };
    }
}
