// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

import dev.plinth.core.identity.token.OpaqueToken;
import dev.plinth.core.kernel.access.IngestKeys;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Asks the database of each key every five seconds at most, as senders show theirs with every request. Only keys that are good are remembered. */
@Component
class KnownIngestKeys implements IngestKeys {
    private static final Logger LOG = LoggerFactory.getLogger(KnownIngestKeys.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private final AppSecrets secrets;
    private final Map<String, Known> good = new ConcurrentHashMap<>();

    private record Known(String app, long askedAt) {
        boolean isFresh(long now) {
            return now - askedAt < FRESH_NANOS;
        }
    }

    KnownIngestKeys(AppSecrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public @Nullable String owner(String key) {
        byte[] hash = OpaqueToken.hash(key);
        String digest = HexFormat.of().formatHex(hash);
        Known known = good.get(digest);
        long now = System.nanoTime();
        if (known != null && known.isFresh(now)) {
            return known.app();
        }
        try {
            String app = secrets.ownerOfIngestKey(hash);
            if (app == null) {
                good.remove(digest);
            } else {
                good.put(digest, new Known(app, now));
            }
            return app;
        } catch (DataAccessException e) {
            if (known == null) {
                throw e;
            }
            LOG.debug("PostgreSQL does not answer, so a key that was good is taken for good", e);
            return known.app();
        }
    }
}
