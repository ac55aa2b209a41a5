// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** What a stretch of a file looks like. */
public record Fingerprint(int length, String hash) {
    /** Of nothing, which every file has. */
    public static final Fingerprint NONE = new Fingerprint(0, "");

    private static final int HASH_BYTES = 16;

    /** Of the bytes from there on, or of those that there are. */
    public static Fingerprint of(FileChannel file, long from, int length) throws IOException {
        return of(bytes(file, from, length));
    }

    public static Fingerprint of(byte[] bytes) {
        return bytes.length == 0 ? NONE : new Fingerprint(bytes.length, hash(bytes));
    }

    /** The bytes from there on, or those that there are. */
    public static byte[] bytes(FileChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                break;
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Whether the file looks like that from there on. */
    public boolean matches(FileChannel file, long from) throws IOException {
        return length == 0 || equals(of(file, from, length));
    }

    private static String hash(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
