// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals with AES-256-GCM (NIST SP 800-38D): a random 96-bit nonce before each value, and what it belongs to as associated data, so
 * that a sealed value cannot be moved to another name. Sealing, fingerprints and signatures use keys of their own, derived from the one in the
 * file by HKDF's expand step (RFC 5869).
 */
final class MasterKey {
    private static final int BYTES = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final SecretKeySpec sealing;
    private final SecretKeySpec fingerprinting;
    private final SecretKeySpec signing;
    private final String id;
    private final SecureRandom random = new SecureRandom();

    private MasterKey(byte[] key) {
        this.sealing = new SecretKeySpec(expand(key, "plinth/seal"), "AES");
        this.fingerprinting = new SecretKeySpec(expand(key, "plinth/fingerprint"), "HmacSHA256");
        this.signing = new SecretKeySpec(expand(key, "plinth/sign"), "HmacSHA256");
        this.id = HexFormat.of().formatHex(expand(key, "plinth/id"), 0, 8);
    }

    /**
     * Reads the key, or makes one when there is no file and none is expected.
     *
     * @param expected whether sealed values exist already, so that a new key could not open them
     * @throws IllegalStateException that says what is wrong with the file and what to do
     */
    static MasterKey load(Path file, boolean expected) {
        try {
            if (!Files.exists(file)) {
                if (expected) {
                    throw new IllegalStateException("The master key is not there: " + file
                            + ". The database holds secrets that only it can open. Put the file back, or name it with"
                            + " plinth.secrets.master-key-file.");
                }
                write(file);
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw new IllegalStateException(
                        "Others may read the master key: %s has mode %s (expected: rw-------). Run chmod 600 on it."
                                .formatted(file, PosixFilePermissions.toString(permissions)));
            }
            return new MasterKey(decode(file, Files.readString(file).strip()));
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the master key " + file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] decode(Path file, String text) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The master key " + file + " is not base64 (expected: 32 bytes in base64).", e);
        }
        if (key.length != BYTES) {
            throw new IllegalStateException(
                    "The master key %s has %d bytes (expected: %d).".formatted(file, key.length, BYTES));
        }
        return key;
    }

    private static void write(Path file) throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path temporary = Files.createTempFile(directory, ".master", ".key");
        Files.writeString(temporary, Base64.getEncoder().encodeToString(key) + "\n");
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Names the key without telling it. */
    String id() {
        return id;
    }

    byte[] seal(String value, String belongsTo) {
        try {
            byte[] nonce = new byte[NONCE];
            random.nextBytes(nonce);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0, belongsTo);
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            byte[] sealed = new byte[NONCE + cipher.getOutputSize(text.length)];
            System.arraycopy(nonce, 0, sealed, 0, NONCE);
            cipher.doFinal(text, 0, text.length, sealed, NONCE);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot seal: " + e.getMessage(), e);
        }
    }

    /** @throws GeneralSecurityException when it was sealed by another key, for another name, or was changed */
    String open(byte[] sealed, String belongsTo) throws GeneralSecurityException {
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, sealed, 0, belongsTo);
        return new String(cipher.doFinal(sealed, NONCE, sealed.length - NONCE), StandardCharsets.UTF_8);
    }

    private Cipher cipher(int mode, byte[] nonce, int at, String belongsTo) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce, at, NONCE));
        cipher.updateAAD(belongsTo.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** The same for the same value and owner, and of no use to guess the value without the key. */
    String fingerprint(String value, String belongsTo) {
        byte[] mac = hmac(fingerprinting, belongsTo + "\0" + value);
        return HexFormat.of().formatHex(mac, 0, 16);
    }

    /** What only who has this key can make of the text (RFC 2104). */
    byte[] sign(String text) {
        return hmac(signing, text);
    }

    private static byte[] expand(byte[] key, String info) {
        return hmac(new SecretKeySpec(key, "HmacSHA256"), info + "\u0001");
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
