// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256, by itself and with a key. */
final class Digests {
    private static final String HMAC = "HmacSHA256";

    private Digests() {}

    /** @throws DeliveryException when the key is empty */
    static byte[] hmac(byte[] key, byte[]... parts) throws DeliveryException {
        if (key.length == 0) {
            throw new DeliveryException("the secret that signs is empty", true, null, null);
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
