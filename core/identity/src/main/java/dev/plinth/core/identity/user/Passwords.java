// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.user;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords with Argon2id (RFC 9106) in the OWASP configuration of 19 MiB, two passes, one lane. As each hash takes that much
 * memory and tens of milliseconds of a core, only as many run at once as there are cores, and a queue of two seconds; who would wait
 * longer is sent away.
 */
@Component
class Passwords {
    static final int MIN_LENGTH = 12;
    static final int MAX_LENGTH = 256;

    private static final int MEMORY_KIB = 19 << 10;
    private static final long QUEUE_SECONDS = 2;

    private final Argon2PasswordEncoder argon2 = new Argon2PasswordEncoder(16, 32, 1, MEMORY_KIB, 2);
    private final Semaphore permits = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private volatile @Nullable String nobodys;

    String hash(String password) {
        return bounded(() -> Objects.requireNonNull(argon2.encode(password)));
    }

    /** @param encoded null for a user who has no password, or does not exist: takes as long, and is false */
    boolean matches(String password, @Nullable String encoded) {
        if (password.length() > MAX_LENGTH) {
            return false;
        }
        if (encoded == null) {
            String other = nobodys;
            if (other == null) {
                other = hash(UUID.randomUUID().toString());
                nobodys = other;
            }
            String against = other;
            bounded(() -> argon2.matches(password, against));
            return false;
        }
        return bounded(() -> argon2.matches(password, encoded));
    }

    /** @throws ProblemException {@code PASSWORD_WEAK} */
    static void requireStrong(String password, String username) {
        if (password.length() < MIN_LENGTH || password.length() > MAX_LENGTH) {
            throw weak("has %d characters (expected: %d to %d)".formatted(password.length(), MIN_LENGTH, MAX_LENGTH));
        }
        if (password.toLowerCase(Locale.ROOT).contains(username)) {
            throw weak("contains the username");
        }
        if (password.chars().distinct().count() < 5) {
            throw weak("has fewer than 5 different characters");
        }
    }

    private static ProblemException weak(String what) {
        return new ProblemException(
                ErrorCode.PASSWORD_WEAK,
                "The password " + what + ".",
                List.of(new Violation(
                        "password", "(not shown)", "%d to %d characters".formatted(MIN_LENGTH, MAX_LENGTH))));
    }

    private <T> T bounded(Supplier<T> work) {
        try {
            if (!permits.tryAcquire(QUEUE_SECONDS, TimeUnit.SECONDS)) {
                throw new ProblemException(
                        ErrorCode.SIGN_IN_BUSY, "Too many people sign in at this moment. Try again in a few seconds.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ErrorCode.SIGN_IN_BUSY, "Interrupted. Try again.");
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }
}
