// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.cluster;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.TokenAuthenticator;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.secret.SecretVault;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tokens with which cores ask each other. They say who asks whom and until when they are good, and are signed with the master key, which only
 * cores have. Who bears one has no role: what he may ask is what takes {@link #requireCore}.
 */
@Component
public class CoreTokens implements TokenAuthenticator {
    private static final String PREFIX = "plinth_core_";
    private static final String PRINCIPAL = "core:";
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private final SecretVault vault;
    private final Clock clock;
    private final String own = UUID.randomUUID().toString().substring(0, 13);

    CoreTokens(SecretVault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /** The name of this core. */
    String own() {
        return own;
    }

    /** A token for one request to another core. */
    String issue(String to) {
        String claim = encode("%d %s %s"
                .formatted(clock.millis() + GOOD_FOR.toMillis(), own, to)
                .getBytes(StandardCharsets.UTF_8));
        return PREFIX + claim + "." + encode(vault.sign(claim));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public @Nullable Principal authenticate(String token, InetAddress from) {
        if (!token.startsWith(PREFIX)) {
            return null;
        }
        String[] parts = token.substring(PREFIX.length()).split("\\.", -1);
        try {
            if (parts.length != 2
                    || !MessageDigest.isEqual(
                            vault.sign(parts[0]), Base64.getUrlDecoder().decode(parts[1]))) {
                return null;
            }
            String[] claim = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8).split(" ", 3);
            long left = Long.parseLong(claim[0]) - clock.millis();
            // clocks of cores may differ a little
            boolean good = left > 0 && left <= 2 * GOOD_FOR.toMillis() && claim[2].equals(own);
            return good ? new Principal(PRINCIPAL + claim[1], Set.of()) : null;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** @throws ProblemException when somebody else asks */
    public static void requireCore(Principal caller) {
        if (!caller.name().startsWith(PRINCIPAL)) {
            throw new ProblemException(
                    ErrorCode.FORBIDDEN, "%s is no core, and only cores ask each other.".formatted(caller.name()));
        }
    }
}
