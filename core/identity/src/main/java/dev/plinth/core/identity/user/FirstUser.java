// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.user;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The user {@code admin}, whom every installation begins with: without a password, so that only a link lets anybody in. */
@Component
class FirstUser implements SmartLifecycle {
    private final UserStore users;
    private final Clock clock;
    private volatile boolean running;

    FirstUser(UserStore users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        if (users.isEmpty()) {
            users.insert(new UserAccount(
                    UUID.randomUUID(),
                    "admin",
                    "Administrator",
                    null,
                    List.of("admins"),
                    false,
                    false,
                    clock.instant().truncatedTo(ChronoUnit.MICROS)));
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
