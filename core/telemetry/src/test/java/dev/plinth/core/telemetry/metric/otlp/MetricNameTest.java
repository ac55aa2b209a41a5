// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricNameTest {
    @ParameterizedTest(name = "{0} in {1} is {2}")
    @CsvSource(textBlock = """
            http.server.request.duration | s | http_server_request_duration_seconds
            system.memory.usage | By | system_memory_usage_bytes
            system.memory.usage | KiBy | system_memory_usage_kibibytes
            temperature | Cel | temperature_celsius
            load | % | load_percent
            network.speed | By/s | network_speed_bytes_per_second
            turns | {turn}/m | turns_per_minute
            active | {request} | active
            queue.size | {item} | queue_size
            share | 1 | share_ratio
            share.ratio.of.it | 1 | share_of_it_ratio
            a__b..c--d | '' | a_b_c_d
            _leading_ | '' | leading
            2xx.responses | '' | _2xx_responses
            with:colon | '' | with:colon
            disk.bytes.free | By | disk_bytes_free
            request.seconds | s | request_seconds
            wëird.näme | '' | w_ird_n_me
            odd | foo bar | odd_foo_bar
            odd | a__b | odd_a_b
            per.nothing | s/ | per_nothing_seconds
            by.braces | By/{x} | by_braces_bytes
            spaces | ' s ' | spaces_seconds
            throughput | 1/s | throughput_per_second
            """, delimiter = '|')
    void gauges_end_with_their_unit(String name, String unit, String expected) throws UnfitException {
        assertThat(MetricName.of(TestingMetrics.gauge(name, unit))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} in {1} is {2}")
    @CsvSource(textBlock = """
            http.requests | 1 | http_requests_total
            http.requests | {request} | http_requests_total
            http.requests.total | '' | http_requests_total
            total.of.requests | '' | of_requests_total
            network.io | By | network_io_bytes_total
            cpu.time | s | cpu_time_seconds_total
            """, delimiter = '|')
    void counters_end_with_total(String name, String unit, String expected) throws UnfitException {
        assertThat(MetricName.of(TestingMetrics.counter(name, unit))).isEqualTo(expected);
    }

    @Test
    void a_sum_that_may_fall_has_neither_total_nor_ratio() throws UnfitException {
        assertThat(MetricName.of(TestingMetrics.sum("pool.used", "1", false, TestingMetrics.CUMULATIVE)))
                .isEqualTo("pool_used");
    }

    @Test
    void a_name_of_which_nothing_is_left_is_refused() {
        assertThatThrownBy(() -> MetricName.of(TestingMetrics.gauge("...", "")))
                .isInstanceOf(UnfitException.class)
                .hasMessageContaining("nothing is left");
        assertThatThrownBy(() -> MetricName.of(TestingMetrics.gauge("", ""))).isInstanceOf(UnfitException.class);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "s,seconds",
        "By/s,bytes_per_second",
        "1,''",
        "{request},''",
        "{request}/s,per_second",
        "widgets,widgets",
        "'',''",
    })
    void units_have_words_in_metadata(String unit, String expected) {
        assertThat(Unit.of(unit).text()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "http.request.method,http_request_method",
        "a..b,a__b",
        "1st,key_1st",
        "_hidden,key_hidden",
        "__own__,__own__",
        "größe,gr__e",
        "plain_9,plain_9",
    })
    void labels_keep_letters_digits_and_underscores(String attribute, String expected) throws UnfitException {
        assertThat(LabelName.of(attribute)).isEqualTo(expected);
    }

    @Test
    void a_label_of_which_nothing_is_left_is_refused() {
        assertThatThrownBy(() -> LabelName.of("")).isInstanceOf(UnfitException.class);
        assertThatThrownBy(() -> LabelName.of("-.-"))
                .isInstanceOf(UnfitException.class)
                .hasMessageContaining("-.-");
    }
}
