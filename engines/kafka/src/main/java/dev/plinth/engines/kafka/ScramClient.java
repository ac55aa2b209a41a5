// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-512 (RFC 5802, RFC 7677), without channel binding. */
final class ScramClient {
    private static final int HASH_BITS = 512;
    private static final int MIN_ITERATIONS = 4_096;
    /** "n,,", no channel binding, in base64. */
    private static final String NO_BINDING = "biws";

    private final String password;
    private final String nonce;
    private final String firstBare;
    private byte[] serverSignature = {};

    ScramClient(String user, String password) {
        this(user, password, randomNonce());
    }

    ScramClient(String user, String password, String nonce) {
        this.password = password;
        this.nonce = nonce;
        this.firstBare = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    private static String randomNonce() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    String first() {
        return "n,," + firstBare;
    }

    String last(String serverFirst) throws IOException {
        Map<Character, String> attributes = attributes(serverFirst);
        String serverNonce = attributes.getOrDefault('r', "");
        int iterations = Integer.parseInt(attributes.getOrDefault('i', "0"));
        if (!serverNonce.startsWith(nonce) || iterations < MIN_ITERATIONS) {
            throw new IOException("the server's SCRAM message is not to be trusted: " + serverFirst);
        }
        String withoutProof = "c=" + NO_BINDING + ",r=" + serverNonce;
        String signed = firstBare + "," + serverFirst + "," + withoutProof;
        try {
            byte[] salted = salted(Base64.getDecoder().decode(attributes.getOrDefault('s', "")), iterations);
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] storedKey = MessageDigest.getInstance("SHA-512").digest(clientKey);
            byte[] proof = hmac(storedKey, signed);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            serverSignature = hmac(hmac(salted, "Server Key"), signed);
            return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has what SCRAM needs", e);
        }
    }

    /** Whether the other side knows the password too. */
    boolean provesServer(String serverLast) {
        byte[] given = Base64.getDecoder().decode(attributes(serverLast).getOrDefault('v', ""));
        return given.length > 0 && MessageDigest.isEqual(given, serverSignature);
    }

    private byte[] salted(byte[] salt, int iterations) throws GeneralSecurityException {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS))
                .getEncoded();
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(key, "HmacSHA512"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<Character, String> attributes(String message) {
        Map<Character, String> attributes = new HashMap<>();
        Arrays.stream(message.split(",", -1))
                .filter(part -> part.length() > 2 && part.charAt(1) == '=')
                .forEach(part -> attributes.put(part.charAt(0), part.substring(2)));
        return attributes;
    }
}
