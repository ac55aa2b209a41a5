// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.secret.SecretVault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes numbers of people, from which nobody can tell who they are: keyed hashes, with the master key. Who is not signed in is an address and a program on one day: the next day
 * the same gets another number.
 */
@Component
class VisitorIds {
    private static final long DAY = 86_400_000;

    private final SecretVault vault;
    private volatile @Nullable Key users;
    private volatile @Nullable Key today;

    private record Key(long day, byte[] bytes) {}

    VisitorIds(SecretVault vault) {
        this.vault = vault;
    }

    long ofUser(String user) {
        Key key = users;
        if (key == null) {
            key = new Key(0, vault.sign("business users"));
            users = key;
        }
        return hash(key, user);
    }

    /** @param millis when it was there */
    long ofStranger(String address, int agent, long millis) {
        long day = Math.floorDiv(millis, DAY);
        Key key = today;
        if (key == null || key.day != day) {
            key = new Key(day, vault.sign("business visitors of day " + day));
            today = key;
        }
        return hash(key, address + " " + agent);
    }

    private static long hash(Key key, String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(key.bytes);
            return ByteBuffer.wrap(sha.digest(text.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
