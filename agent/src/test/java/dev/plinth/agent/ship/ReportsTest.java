// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private static final long SECOND = 1_000_000_000;

    private final Figures figures = new Figures();
    private final List<String> said = new ArrayList<>();
    private final Reports reports =
            new Reports(Duration.ofMinutes(5), figures, new Notes(said::add, Clock.systemUTC()));

    private static Report report(long seconds, int bytes) {
        return new Report(seconds * SECOND, new byte[bytes]);
    }

    private Report oldest() throws InterruptedException {
        return Objects.requireNonNull(reports.oldest());
    }

    @Test
    void what_is_too_old_is_given_up_counted_and_said() throws InterruptedException {
        Report last = report(301, 10);
        reports.add(report(0, 10));
        reports.add(report(300, 10));
        assertThat(figures.reportsDropped()).isZero();
        reports.add(last);
        assertThat(figures.reportsDropped()).isEqualTo(1);
        assertThat(said).hasSize(1).first().asString().contains("300 s", "1 since the start");
        assertThat(reports.settled(oldest())).isTrue();
        assertThat(reports.oldest()).isSameAs(last);
    }

    @Test
    void what_is_too_much_is_given_up_but_for_the_newest() throws InterruptedException {
        Report large = report(2, 9 << 20);
        reports.add(report(0, 3 << 20));
        reports.add(report(1, 4 << 20));
        assertThat(figures.reportsDropped()).isZero();
        reports.add(large);
        assertThat(figures.reportsDropped()).isEqualTo(2);
        assertThat(reports.oldest()).isSameAs(large);
    }

    @Test
    void what_was_given_up_while_it_was_sent_counts_once() throws InterruptedException {
        reports.add(report(0, 10));
        Report sending = oldest();
        reports.add(report(400, 10));
        assertThat(reports.settled(sending)).isFalse();
    }

    @Test
    void when_none_is_left_and_no_more_come_there_is_none() throws InterruptedException {
        reports.add(report(0, 10));
        reports.complete();
        assertThat(reports.settled(oldest())).isTrue();
        assertThat(reports.oldest()).isNull();
    }
}
