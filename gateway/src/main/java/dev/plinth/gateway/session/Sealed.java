// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Values for browsers to keep that they can neither read nor change: AES-256-GCM, with a key derived (HKDF, RFC 5869) from the
 * credential that all gateways of an installation share. So any of them opens what another has sealed, after a restart too.
 */
public final class Sealed {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    public Sealed(String credential) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
            byte[] extracted = mac.doFinal(credential.getBytes(StandardCharsets.UTF_8));
            mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
            this.key = new SecretKeySpec(
                    mac.doFinal("plinth/gateway/cookies\u0001".getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    /** @param purpose what is sealed for one cannot be used for another */
    public String seal(byte[] clear, String purpose) {
        try {
            byte[] nonce = new byte[NONCE];
            random.nextBytes(nonce);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, purpose);
            byte[] sealed = Arrays.copyOf(nonce, NONCE + cipher.getOutputSize(clear.length));
            cipher.doFinal(clear, 0, clear.length, sealed, NONCE);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES/GCM", e);
        }
    }

    /** Null when it was not sealed here for that purpose. */
    public byte @Nullable [] open(String sealed, String purpose) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(sealed);
            if (bytes.length < NONCE) {
                return null;
            }
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE), purpose);
            return cipher.doFinal(bytes, NONCE, bytes.length - NONCE);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
