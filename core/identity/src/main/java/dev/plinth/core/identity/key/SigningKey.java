// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.key;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.Instant;

/**
 * A key that signs tokens.
 *
 * @param activeFrom signs from then on; it is published before, so that everybody knows it by then
 * @param retiredAt signs no more from then on
 */
record SigningKey(RSAKey jwk, Instant activeFrom, Instant retiredAt) {
    String id() {
        return jwk.getKeyID();
    }

    boolean signsAt(Instant time) {
        return !activeFrom.isAfter(time) && retiredAt.isAfter(time);
    }
}
