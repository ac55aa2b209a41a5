// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.user;

import dev.plinth.core.identity.audit.IdentityEvent;
import dev.plinth.core.identity.audit.IdentityEvents;
import dev.plinth.core.kernel.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Checks a username and a password. Who tries many passwords is made to wait, longer each time: after five wrong ones 5 seconds,
 * and twice as much after each further, up to 15 minutes. Names that do not exist behave the same.
 */
@Service
public class SignIn {
    private static final int FREE_FAILURES = 5;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int MAX_UNKNOWN = 10_000;

    private final UserStore users;
    private final Passwords passwords;
    private final IdentityEvents events;
    private final Clock clock;
    private final Map<String, Unknown> unknown = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Unknown> eldest) {
            return size() > MAX_UNKNOWN;
        }
    });

    SignIn(UserStore users, Passwords passwords, IdentityEvents events, Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.events = events;
        this.clock = clock;
    }

    /** Wrong passwords for a name that nobody has. */
    private record Unknown(int failures, @Nullable Instant lockedUntil) {}

    /** What came of it. */
    public sealed interface Result {
        /** The password is right. */
        record Right(UserAccount account) implements Result {}

        /** Not the right name and password; which of the two is not said. */
        record Wrong() implements Result {}

        /** Not looked at, as there were too many wrong ones before. */
        record Wait(Duration remaining) implements Result {}
    }

    /** @throws ProblemException {@code SIGN_IN_BUSY} */
    public Result check(String username, String password, String address) {
        UserStore.Credentials credentials = users.credentials(Users.normalized(username));
        if (credentials == null) {
            return unknown(Users.normalized(username), password);
        }
        Result waiting = waiting(credentials.lockedUntil());
        if (waiting != null) {
            return waiting;
        }
        UserAccount account = credentials.account();
        if (passwords.matches(password, credentials.password()) && !account.disabled()) {
            users.forgetFailures(account.id());
            return new Result.Right(account);
        }
        int failures = users.countFailure(account.id());
        Instant until = lockedUntil(failures);
        if (until != null) {
            users.lock(account.id(), until);
        }
        events.record(
                IdentityEvent.Type.SIGN_IN_REFUSED,
                account.principal().name(),
                account.principal().name(),
                address,
                account.disabled() ? "the account is disabled" : "wrong password, number " + failures);
        return new Result.Wrong();
    }

    private Result unknown(String username, String password) {
        Unknown before = unknown.getOrDefault(username, new Unknown(0, null));
        Result waiting = waiting(before.lockedUntil());
        if (waiting != null) {
            return waiting;
        }
        passwords.matches(password, null);
        int failures = before.failures() + 1;
        unknown.put(username, new Unknown(failures, lockedUntil(failures)));
        return new Result.Wrong();
    }

    private @Nullable Result waiting(@Nullable Instant until) {
        Instant now = clock.instant();
        return until != null && until.isAfter(now) ? new Result.Wait(Duration.between(now, until)) : null;
    }

    private @Nullable Instant lockedUntil(int failures) {
        if (failures < FREE_FAILURES) {
            return null;
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(20, failures - FREE_FAILURES));
        return clock.instant().plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    }
}
