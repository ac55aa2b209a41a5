// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineQueueTest {
    @ParameterizedTest
    @CsvSource({"1, 2", "2, 2", "16, 16", "17, 32", "8192, 8192"})
    void its_size_is_a_power_of_two_and_no_more_goes_in(int wanted, int size) {
        LineQueue<Integer> queue = new LineQueue<>(wanted);
        assertThat(queue.capacity()).isEqualTo(size);
        for (int round = 0; round < 3; round++) {
            assertThat(queue.isEmpty()).isTrue();
            for (int i = 0; i < size; i++) {
                assertThat(queue.offer(i)).isEqualTo(i + 1);
            }
            assertThat(queue.offer(-1)).isEqualTo(LineQueue.FULL);
            for (int i = 0; i < size; i++) {
                assertThat(queue.poll()).isEqualTo(i);
            }
            assertThat(queue.poll()).isNull();
        }
    }

    @Test
    void nothing_is_lost_or_changes_its_place_when_many_offer() throws Exception {
        int each = 50_000;
        LineQueue<int[]> queue = new LineQueue<>(64);
        List<Thread> producers = IntStream.range(0, 4)
                .mapToObj(producer -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; ) {
                        if (queue.offer(new int[] {producer, i}) == LineQueue.FULL) {
                            LockSupport.parkNanos(1);
                        } else {
                            i++;
                        }
                    }
                }))
                .toList();
        List<List<Integer>> found = new ArrayList<>();
        IntStream.range(0, 4).forEach(i -> found.add(new ArrayList<>()));
        for (int i = 0; i < 4 * each; ) {
            int[] next = queue.poll();
            if (next == null) {
                LockSupport.parkNanos(1);
            } else {
                found.get(next[0]).add(next[1]);
                i++;
            }
        }
        for (Thread producer : producers) {
            producer.join();
        }
        assertThat(queue.poll()).isNull();
        List<Integer> all = IntStream.range(0, each).boxed().toList();
        assertThat(found).allSatisfy(numbers -> assertThat(numbers).isEqualTo(all));
    }
}
