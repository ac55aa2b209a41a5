// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.telemetry.TelemetryProperties;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class DiskGuardTest {
    private static final long GB = 1L << 30;

    private static DiskGuard guard(@Nullable Path directory) {
        return new DiskGuard(new TelemetryProperties(
                true,
                "127.0.0.1",
                0,
                0,
                null,
                DataSize.ofMegabytes(8),
                DataSize.ofMegabytes(32),
                DataSize.ofMegabytes(1),
                DataSize.ofGigabytes(1),
                4,
                Duration.ofDays(7),
                directory));
    }

    @Test
    void a_small_disk_keeps_its_share_and_a_large_one_five_gigabytes() {
        assertThat(guard(null).problem(20 * GB, 4 * GB)).isNull();
        assertThat(guard(null).problem(20 * GB, 2 * GB))
                .contains("only 2048 MB left")
                .contains("at least 3072 MB");
        assertThat(guard(null).problem(1_000 * GB, 6 * GB)).isNull();
        assertThat(guard(null).problem(1_000 * GB, 4 * GB)).contains("at least 5120 MB");
    }

    @Test
    void it_is_full_until_there_is_a_fifth_more() {
        DiskGuard guard = guard(null);
        assertThat(guard.problem(1_000 * GB, 4 * GB)).isNotNull();
        assertThat(guard.problem(1_000 * GB, 5 * GB + 1)).isNotNull();
        assertThat(guard.problem(1_000 * GB, 6 * GB)).isNull();
        assertThat(guard.problem(1_000 * GB, 5 * GB + 1)).isNull();
    }

    @Test
    void where_there_is_no_disk_to_guard_nothing_is_wrong(@TempDir Path directory) {
        assertThat(guard(null).problem()).isNull();
        assertThat(guard(directory.resolve("gone")).problem()).isNull();
    }
}
