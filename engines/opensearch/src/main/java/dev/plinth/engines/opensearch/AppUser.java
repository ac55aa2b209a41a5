// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.opensearch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who sees a few indices and nothing else.
 *
 * @param sha256 of the password, in hexadecimal; passwords are random, so nothing slower is needed
 * @param writes indices by their whole names, to be made, written and read
 * @param reads indices by their whole names, to be read
 */
record AppUser(String name, String sha256, Set<String> writes, Set<String> reads) {
    AppUser {
        writes = Set.copyOf(writes);
        reads = Set.copyOf(reads);
    }

    boolean mayRead(String index) {
        return reads.contains(index) || writes.contains(index);
    }

    boolean mayWrite(String index) {
        return writes.contains(index);
    }

    boolean has(byte[] hash) {
        return MessageDigest.isEqual(hash, HexFormat.of().parseHex(sha256));
    }

    /** Name and password of an {@code Authorization} header (RFC 7617), or null when it has none. */
    static String @Nullable [] credentials(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : new String[] {pair.substring(0, colon), pair.substring(colon + 1)};
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
