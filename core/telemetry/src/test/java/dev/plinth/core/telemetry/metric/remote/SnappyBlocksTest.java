// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

class SnappyBlocksTest {
    private static final long MAX = 16L << 20;

    /** As requests are: what was there before comes again, nearby and far away. */
    private static byte[] repeating(int size) {
        Random random = new Random(size);
        byte[] bytes = new byte[size];
        for (int at = 0; at < size; ) {
            int length = Math.min(size - at, 1 + random.nextInt(60));
            if (at > 100 && random.nextInt(4) > 0) {
                System.arraycopy(
                        bytes, random.nextInt(at - length > 0 ? at - length : 1), bytes, at, Math.min(length, at));
            } else {
                byte[] fresh = new byte[length];
                random.nextBytes(fresh);
                System.arraycopy(fresh, 0, bytes, at, length);
            }
            at += length;
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 127, 128, 5_000, 32_767, 32_768, 32_769, 65_535, 65_537, 70_000, 131_072, 1_000_000, 3_000_000
            })
    void what_is_compressed_is_read_by_others_and_what_others_compress_is_read(int size) throws IOException {
        byte[] bytes = repeating(size);
        byte[] compressed = SnappyBlocks.compress(bytes);
        assertThat(Snappy.uncompress(compressed)).isEqualTo(bytes);
        assertThat(SnappyBlocks.decompress(compressed, MAX)).isEqualTo(bytes);
        assertThat(SnappyBlocks.decompress(Snappy.compress(bytes), MAX)).isEqualTo(bytes);
    }

    @Test
    void what_would_be_too_large_is_not_decompressed() {
        byte[] compressed = SnappyBlocks.compress(new byte[1_000_000]);
        assertThatThrownBy(() -> SnappyBlocks.decompress(compressed, 999_999))
                .isInstanceOf(SnappyBlocks.TooLargeException.class);
    }

    @Test
    void damaged_bytes_are_refused_or_read_as_something_of_the_length_that_they_say() {
        Random random = new Random(5);
        byte[] good = SnappyBlocks.compress(repeating(3_000));
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(SnappyBlocks.decompress(damaged, 1 << 20).length).isLessThanOrEqualTo(1 << 20);
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("block");
            }
        }
    }
}
