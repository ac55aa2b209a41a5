// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LogLineBuilderTest {
    private static LogLineBuilder builder() {
        return new LogLineBuilder(1, 9, "INFO", "a", "b");
    }

    private static ContextKeys all() {
        return ContextKeys.of(true, "");
    }

    /** Its message cannot be had. */
    private static final class Untold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new UnsupportedOperationException("no");
        }
    }

    @Test
    void an_exception_that_cannot_be_printed_is_at_least_named() {
        LogLine line = builder().thrown(new Untold()).build();
        assertThat(line.attributes().get("exception.type")).isEqualTo(Untold.class.getName());
        assertThat(line.attributes().get("exception.message"))
                .isEqualTo("(its message cannot be had: java.lang.UnsupportedOperationException)");
        assertThat(line.body()).isEqualTo("b");
    }

    @Test
    void an_id_that_is_none_stays_an_attribute() {
        LogLine line = builder()
                .context("traceId", "0000000000000000", all())
                .context("spanId", "xyz", all())
                .context("nothing", null, all())
                .build();
        assertThat(line.traceId()).isNull();
        assertThat(line.spanId()).isNull();
        assertThat(line.attributes()).hasToString("{traceId=0000000000000000, spanId=xyz}");
    }

    @Test
    void what_may_change_is_settled_as_text() {
        List<String> basket = new ArrayList<>(List.of("film"));
        Object settled = LogLineBuilder.settled(basket);
        basket.add("popcorn");
        assertThat(settled).isEqualTo("[film]");
        assertThat(LogLineBuilder.settled(7)).isEqualTo(7);
        assertThat(LogLineBuilder.settled(new AtomicInteger(8))).isEqualTo("8");
        assertThat(LogLineBuilder.settled(null)).isEqualTo("null");
        assertThat(LogLineBuilder.settled(new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("no");
                    }
                }))
                .isEqualTo("(cannot be had: java.lang.IllegalStateException)");
    }
}
