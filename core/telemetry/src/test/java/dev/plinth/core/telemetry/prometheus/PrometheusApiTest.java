// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.EngineProperties;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.metric.remote.RemotePrometheus;
import dev.plinth.core.telemetry.metric.scrape.TargetState;
import dev.plinth.core.telemetry.metric.scrape.TargetView;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.context.support.TestPropertySourceUtils;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API as Prometheus has it, over metrics in memory. */
class PrometheusApiTest {
    private static final String API = "/prometheus/api/v1";
    private static final JsonMapper JSON = JsonMapper.shared();
    /** The time of all samples that are asked for at no time. */
    private static final long NOW = 1_700_000_000_000L;

    private static AnnotationConfigWebApplicationContext context;
    private static MockMvc mvc;

    /** The controllers with all that is theirs, and not much more. */
    @EnableWebMvc
    @EnableConfigurationProperties(EngineProperties.class)
    @ComponentScan(
            basePackages = {"dev.plinth.core.telemetry.prometheus", "dev.plinth.core.kernel.problem"},
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.ASSIGNABLE_TYPE,
                            classes = {ScrapedTargets.class, EvaluatedRules.class, OnDutyController.class}))
    @Import(RemotePrometheus.class)
    static class Slice implements WebMvcConfigurer {
        @Bean
        JsonMapper json() {
            return JSON;
        }

        @Bean
        Clock clock() {
            return Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        }

        @Bean
        Access access() {
            return new FakeAccess();
        }

        @Bean
        MetricStore metrics() {
            return new InMemoryMetrics();
        }

        @Bean
        TargetsView targets() {
            return caller -> List.of(new TargetView(
                    Map.of("__address__", "a:1"),
                    Map.of("instance", "a:1", "job", "api"),
                    "api",
                    "http://a:1/metrics",
                    TargetState.UP,
                    "",
                    Instant.ofEpochMilli(NOW),
                    Duration.ofMillis(12),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10)));
        }

        @Bean
        RulesView rules() {
            var last =
                    new RulesView.Evaluation(RulesView.Health.OK, "", Duration.ofMillis(2), Instant.ofEpochMilli(NOW));
            var alert = new RulesView.Alert(
                    Labels.of("alertname", "Down", "job", "api"),
                    Labels.of("summary", "It is down"),
                    RulesView.State.FIRING,
                    Instant.ofEpochMilli(NOW),
                    null,
                    0);
            return caller -> List.of(new RulesView.Group(
                    "first",
                    "rules.yml",
                    Duration.ofMinutes(1),
                    List.of(
                            new RulesView.Recording("job:up:sum", "sum by (job) (up)", Labels.EMPTY, last),
                            new RulesView.Alerting(
                                    "Down",
                                    "up == 0",
                                    Labels.of("severity", "page"),
                                    last,
                                    Labels.of("summary", "It is down"),
                                    Duration.ofMinutes(5),
                                    Duration.ZERO,
                                    List.of(alert))),
                    Duration.ofMillis(3),
                    null));
        }

        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
            resolvers.add(new HandlerMethodArgumentResolver() {
                @Override
                public boolean supportsParameter(MethodParameter parameter) {
                    return parameter.getParameterType() == Principal.class;
                }

                @Override
                public Object resolveArgument(
                        MethodParameter parameter,
                        @Nullable ModelAndViewContainer container,
                        NativeWebRequest request,
                        @Nullable WebDataBinderFactory binder) {
                    String name = Objects.requireNonNullElse(request.getHeader("As"), "root");
                    return new Principal("user:" + name, Set.of());
                }
            });
        }
    }

    @BeforeAll
    static void start() {
        context = new AnnotationConfigWebApplicationContext();
        context.setServletContext(new MockServletContext());
        TestPropertySourceUtils.addInlinedPropertiesToEnvironment(
                context,
                "plinth.telemetry.enabled=false",
                "plinth.engines.postgres.url=jdbc:none",
                "plinth.telemetry.metrics.query.max-samples-read=5000");
        context.register(Slice.class, TelemetryRoom.class);
        context.refresh();
        mvc = MockMvcBuilders.webAppContextSetup(context).build();
        InMemoryMetrics metrics = metrics();
        long start = NOW - 600_000;
        metrics.add("up{job=\"api\",instance=\"a:1\"} 1x40", start, 15_000);
        metrics.add("up{job=\"web\",instance=\"b:1\"} 0x40", start, 15_000);
        metrics.add("requests_total{job=\"ada\",env=\"dev\"} 0+15x40", start, 15_000);
        metrics.add("requests_total{job=\"ada\",env=\"prod\"} 0+30x40", start, 15_000);
        metrics.add("latency{job=\"api\"} {{schema:0 sum:7.5 count:4 buckets:[1 2 1]}}x40", start, 15_000);
        metrics.add("{\"http.status\",\"a.b\"=\"ü\"} 5x40", start, 15_000);
        metrics.add(
                Labels.of("__name__", "latency", "job", "api"),
                new Exemplar(Labels.of("trace_id", "0af7651916cd43dd8448eb211c80319c"), NOW - 1500, 0.25));
        metrics.add(Labels.of("__name__", "latency", "job", "api"), new Exemplar(Labels.EMPTY, NOW - 900_000, 1));
        metrics.add(new Metadata("up", Metadata.Type.GAUGE, "Whether it is there", ""));
        metrics.add(new Metadata("latency", Metadata.Type.HISTOGRAM, "How long it takes", "seconds"));
        metrics.add(new Metadata("latency", Metadata.Type.SUMMARY, "How long it takes", ""));
    }

    private static InMemoryMetrics metrics() {
        return (InMemoryMetrics) context.getBean(MetricStore.class);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @AfterEach
    void reset() {
        metrics().recover();
    }

    private static MockHttpServletRequestBuilder request(String path, String... parameters) {
        MockHttpServletRequestBuilder request = MockMvcRequestBuilders.get(API + path);
        for (int i = 0; i < parameters.length; i += 2) {
            request.param(parameters[i], parameters[i + 1]);
        }
        return request;
    }

    private static MockHttpServletResponse send(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request).andReturn().getResponse();
    }

    private static String get(String path, String... parameters) throws Exception {
        MockHttpServletResponse response = send(request(path, parameters));
        assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
        assertThat(response.getContentType()).isEqualTo("application/json");
        return response.getContentAsString();
    }

    private static JsonNode data(String path, String... parameters) throws Exception {
        return JSON.readTree(get(path, parameters)).path("data");
    }

    private static void fails(int status, String type, String error, String path, String... parameters)
            throws Exception {
        MockHttpServletResponse response = send(request(path, parameters));
        JsonNode body = JSON.readTree(response.getContentAsString());
        assertThat(body.path("error").asString()).isEqualTo(error);
        assertThat(body.path("errorType").asString()).isEqualTo(type);
        assertThat(body.path("status").asString()).isEqualTo("error");
        assertThat(response.getStatus()).isEqualTo(status);
    }

    @Test
    void a_vector_has_a_value_for_each_series() throws Exception {
        assertThat(get("/query", "query", "up", "time", "1700000000.5")).isEqualTo("""
                        {"status":"success","data":{"resultType":"vector","result":[\
                        {"metric":{"__name__":"up","instance":"a:1","job":"api"},"value":[1700000000.500,"1"]},\
                        {"metric":{"__name__":"up","instance":"b:1","job":"web"},"value":[1700000000.500,"0"]}]}}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 1 | {\"resultType\":\"scalar\",\"result\":[1700000000,\"2\"]}",
                "1e30 | {\"resultType\":\"scalar\",\"result\":[1700000000,\"1000000000000000000000000000000\"]}",
                "vector(1e30) | {\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1700000000,\"1e+30\"]}]}",
                "\"words\" | {\"resultType\":\"string\",\"result\":[1700000000,\"words\"]}",
                "absent(up) | {\"resultType\":\"vector\",\"result\":[]}",
            })
    void a_result_says_what_it_is(String query, String data) throws Exception {
        assertThat(get("/query", "query", query)).isEqualTo("{\"status\":\"success\",\"data\":" + data + "}");
    }

    @Test
    void a_form_is_as_good_as_a_url() throws Exception {
        MockHttpServletResponse response = send(MockMvcRequestBuilders.post(API + "/query_range")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .param("query", "sum(up)")
                .param("start", "2023-11-14T22:13:05Z")
                .param("end", "1700000000")
                .param("step", "15s"));
        assertThat(response.getContentAsString()).isEqualTo("""
                        {"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[\
                        [1699999985,"1"],[1700000000,"1"]]}]}}""");
    }

    @Test
    void a_histogram_has_its_buckets() throws Exception {
        String histogram = """
                {"count":"4","sum":"7.5","buckets":[[0,"0.5","1","1"],[0,"1","2","2"],[0,"2","4","1"]]}""";
        assertThat(get("/query", "query", "latency"))
                .contains("\"result\":[{\"metric\":{\"__name__\":\"latency\",\"job\":\"api\"},"
                        + "\"histogram\":[1700000000," + histogram + "]}]");
        assertThat(get("/query_range", "query", "latency", "start", "1700000000", "end", "1700000000", "step", "1"))
                .contains("\"histograms\":[[1700000000," + histogram + "]]")
                .doesNotContain("\"values\"");
    }

    @Test
    void what_should_be_known_of_a_result_is_said() throws Exception {
        metrics().miss("The core k2 does not answer: the last two hours of some series are missing.");
        JsonNode body = JSON.readTree(get("/query", "query", "rate(up[1m]) + quantile(2, up)"));
        assertThat(body.path("warnings").valueStream().map(JsonNode::asString))
                .containsExactly(
                        "The core k2 does not answer: the last two hours of some series are missing.",
                        "PromQL warning: quantile value should be between 0 and 1, got 2 (1:25)");
        assertThat(body.path("infos").valueStream().map(JsonNode::asString))
                .containsExactly("PromQL info: metric might not be a counter, name does not end in"
                        + " _total/_sum/_count/_bucket: \"up\" (1:6)");
    }

    @Test
    void a_result_is_cut_when_that_is_wanted() throws Exception {
        JsonNode body = JSON.readTree(get("/query", "query", "up", "limit", "1"));
        assertThat(body.at("/data/result")).hasSize(1);
        assertThat(body.at("/warnings/0").asString()).isEqualTo("results truncated due to limit");
        assertThat(data("/series", "match[]", "up", "limit", "1")).hasSize(1);
        assertThat(data("/labels", "limit", "2")).hasSize(2);
    }

    @Test
    void how_old_a_sample_may_be_is_up_to_who_asks() throws Exception {
        assertThat(data("/query", "query", "up", "time", "1700000100").path("result"))
                .hasSize(2);
        assertThat(data("/query", "query", "up", "time", "1700000100", "lookback_delta", "30s")
                        .path("result"))
                .isEmpty();
    }

    @Test
    void what_cannot_be_asked_is_refused_in_the_words_of_prometheus() throws Exception {
        fails(
                400,
                "bad_data",
                "invalid parameter \"query\": 1:5: parse error: unexpected end of input",
                "/query",
                "query",
                "up +");
        fails(
                400,
                "bad_data",
                "invalid parameter \"time\": invalid time value for 'time': cannot parse \"x\" to a valid timestamp",
                "/query",
                "query",
                "up",
                "time",
                "x");
        fails(
                400,
                "bad_data",
                "invalid parameter \"start\": cannot parse \"\" to a valid timestamp",
                "/query_range",
                "query",
                "up");
        fails(
                400,
                "bad_data",
                "invalid parameter \"limit\": limit must be non-negative",
                "/query",
                "query",
                "up",
                "limit",
                "-1");
        fails(400, "bad_data", "no match[] parameter provided", "/series");
        fails(
                422,
                "execution",
                "vector cannot contain metrics with the same labelset",
                "/query",
                "query",
                "label_replace(label_replace(up, \"job\", \"\", \"\", \"\"), \"instance\", \"\", \"\", \"\")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100 | 99 | 1 | up | invalid parameter \"end\": end timestamp must not be before start time",
                "0 | 1 | 0 | up | invalid parameter \"step\": zero or negative query resolution step widths are not"
                        + " accepted. Try a positive integer",
                "0 | 11001 | 1 | up | exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the"
                        + " query resolution (?step=XX)",
                "0 | 1 | 1 | up[5m] | invalid parameter \"query\": invalid expression type \"range vector\" for range"
                        + " query, must be Scalar or instant Vector",
            })
    void a_range_that_makes_no_sense_is_refused(String start, String end, String step, String query, String error)
            throws Exception {
        fails(400, "bad_data", error, "/query_range", "query", query, "start", start, "end", end, "step", step);
    }

    @Test
    void a_query_that_would_read_too_much_is_refused_with_what_it_costs() throws Exception {
        fails(
                422,
                "execution",
                "the query would read about 11,520 samples of 2 series (limit: 5,000 samples, by"
                        + " plinth.telemetry.metrics.query.max-samples-read). Ask for fewer series, or for less time",
                "/query",
                "query",
                "sum(rate(up[1d]))");
        fails(
                422,
                "execution",
                "the query would read about 23,080 samples of 4 series (limit: 5,000 samples, by"
                        + " plinth.telemetry.metrics.query.max-samples-read). Ask for fewer series, or for less time",
                "/query",
                "query",
                "max_over_time(up[1d:1m]) + count_over_time(up[1d] offset 1m)");
        assertThat(data("/query", "query", "sum(up @ 1700000000)")
                        .at("/result/0/value/1")
                        .asString())
                .isEqualTo("1");
    }

    @Test
    void a_query_ends_when_its_time_is_over() throws Exception {
        fails(
                503,
                "timeout",
                "query timed out in expression evaluation",
                "/query",
                "query",
                "sum(rate(up[5m]))",
                "timeout",
                "0");
    }

    @Test
    void who_asks_while_metrics_cannot_be_read_may_come_again() throws Exception {
        metrics().fail(new EngineAway("the database does not keep metrics: it is away", null));
        fails(503, "unavailable", "the database does not keep metrics: it is away", "/query", "query", "up");
        metrics().fail(new DataAccessResourceFailureException("no connection"));
        fails(503, "unavailable", "PostgreSQL does not answer, or has no room. Try again in a moment.", "/labels");
        metrics().fail(new IllegalStateException("a defect"));
        fails(500, "internal", "Something failed that should not. The log of the core says more.", "/metadata");
    }

    @Test
    void series_are_found_by_any_of_the_selectors() throws Exception {
        assertThat(get("/series", "match[]", "up{job=\"web\"}", "match[]", "latency"))
                .isEqualTo("""
                        {"status":"success","data":[{"__name__":"latency","job":"api"},\
                        {"__name__":"up","instance":"b:1","job":"web"}]}""");
        assertThat(data("/series", "match[]", "up", "end", "1600000000")).isEmpty();
        fails(
                400,
                "bad_data",
                "invalid parameter \"match[]\": match[] must contain at least one non-empty matcher",
                "/series",
                "match[]",
                "{job=~\".*\"}");
    }

    @Test
    void labels_have_names_and_values() throws Exception {
        assertThat(get("/labels"))
                .isEqualTo("{\"status\":\"success\",\"data\":[\"__name__\",\"a.b\",\"env\",\"instance\",\"job\"]}");
        assertThat(get("/labels", "match[]", "latency")).contains("[\"__name__\",\"job\"]");
        assertThat(get("/label/job/values")).contains("[\"ada\",\"api\",\"web\"]");
        assertThat(get("/label/job/values", "match[]", "up")).contains("[\"api\",\"web\"]");
        assertThat(get("/label/U__a_2e_b/values")).contains("[\"ü\"]");
        assertThat(get("/label/none/values")).contains("\"data\":[]");
    }

    @Test
    void metadata_says_what_families_are() throws Exception {
        assertThat(get("/metadata", "metric", "up")).isEqualTo("""
                        {"status":"success","data":{"up":[{"type":"gauge","help":"Whether it is there","unit":""}]}}""");
        assertThat(data("/metadata").path("latency")).hasSize(2);
        assertThat(data("/metadata", "limit_per_metric", "1").path("latency")).hasSize(1);
        assertThat(data("/metadata", "limit", "1")).hasSize(1);
        fails(400, "bad_data", "limit must be a number", "/metadata", "limit", "x");
    }

    @Test
    void exemplars_lead_to_traces() throws Exception {
        assertThat(get("/query_exemplars", "query", "rate(latency[5m])", "start", "1699999000", "end", "1700000000"))
                .isEqualTo("""
                        {"status":"success","data":[{"seriesLabels":{"__name__":"latency","job":"api"},"exemplars":[\
                        {"labels":{"trace_id":"0af7651916cd43dd8448eb211c80319c"},"value":"0.25","timestamp":1699999998.500},\
                        {"labels":{},"value":"1","timestamp":1699999100}]}]}""");
        assertThat(data("/query_exemplars", "query", "latency", "start", "1699999900", "end", "1700000000")
                        .at("/0/exemplars"))
                .hasSize(1);
    }

    @Test
    void a_query_is_formatted_and_its_tree_shown() throws Exception {
        assertThat(data("/format_query", "query", "sum  by(job)(  up )").asString())
                .isEqualTo("sum by (job) (up)");
        assertThat(data("/parse_query", "query", "-foo{a=\"b\"} offset 1m")).isEqualTo(JSON.readTree("""
                        {"type":"unaryExpr","op":"-","expr":{"type":"vectorSelector","name":"foo","offset":60000,
                         "matchers":[{"name":"a","value":"b","type":"="},{"name":"__name__","value":"foo","type":"="}],
                         "timestamp":null,"startOrEnd":null}}"""));
        assertThat(data(
                        "/parse_query",
                        "query",
                        "topk(2, a) / on (job) group_left (b) max_over_time(rate(c[5m] @ end())[1h:])"))
                .isEqualTo(JSON.readTree("""
                        {"type":"binaryExpr","op":"/","bool":false,
                         "matching":{"card":"many-to-one","labels":["job"],"on":true,"include":["b"]},
                         "lhs":{"type":"aggregation","op":"topk","grouping":[],"without":false,
                          "param":{"type":"numberLiteral","val":"2"},
                          "expr":{"type":"vectorSelector","name":"a","offset":0,"timestamp":null,"startOrEnd":null,
                           "matchers":[{"name":"__name__","value":"a","type":"="}]}},
                         "rhs":{"type":"call",
                          "func":{"name":"max_over_time","argTypes":["matrix"],"variadic":0,"returnType":"vector"},
                          "args":[{"type":"subquery","range":3600000,"step":0,"offset":0,"timestamp":null,
                           "startOrEnd":null,
                           "expr":{"type":"call",
                            "func":{"name":"rate","argTypes":["matrix"],"variadic":0,"returnType":"vector"},
                            "args":[{"type":"matrixSelector","name":"c","range":300000,"offset":0,"timestamp":null,
                             "startOrEnd":"end","matchers":[{"name":"__name__","value":"c","type":"="}]}]}}]}}"""));
    }

    @Test
    void targets_rules_and_alerts_have_the_shape_of_prometheus() throws Exception {
        JsonNode target = data("/targets").at("/activeTargets/0");
        assertThat(target.path("scrapeUrl").asString()).isEqualTo("http://a:1/metrics");
        assertThat(target.path("health").asString()).isEqualTo("up");
        assertThat(target.path("lastScrape").asString()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(target.path("scrapeInterval").asString()).isEqualTo("15s");
        assertThat(data("/targets", "state", "dropped").path("activeTargets")).isEmpty();
        JsonNode group = data("/rules").at("/groups/0");
        assertThat(group.path("rules").findValuesAsString("type")).containsExactly("recording", "alerting");
        assertThat(group.path("lastEvaluation").asString()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(group.at("/rules/1/state").asString()).isEqualTo("firing");
        assertThat(group.at("/rules/1/duration").asDouble()).isEqualTo(300);
        assertThat(group.at("/rules/1/alerts/0/labels/alertname").asString()).isEqualTo("Down");
        assertThat(data("/rules", "type", "alert").at("/groups/0/rules").findValuesAsString("name"))
                .containsExactly("Down");
        assertThat(data("/rules", "rule_name[]", "none").path("groups")).isEmpty();
        assertThat(data("/alerts").at("/alerts/0/activeAt").asString()).isEqualTo("2023-11-14T22:13:20Z");
    }

    @Test
    void grafana_learns_what_it_speaks_to() throws Exception {
        assertThat(data("/status/buildinfo").path("version").asString()).isEqualTo("3.5.0");
        assertThat(data("/status/buildinfo").path("branch").asString()).isEqualTo("plinth");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/query?query=up",
                "/query_range?query=up&start=1&end=2&step=1",
                "/series?match[]=up",
                "/labels",
                "/label/job/values",
                "/metadata",
                "/query_exemplars?query=up",
                "/format_query?query=up",
                "/parse_query?query=up",
                "/targets",
                "/rules",
                "/alerts",
                "/status/buildinfo"
            })
    void who_may_read_no_metrics_is_told_so(String path) throws Exception {
        MockHttpServletResponse response =
                send(MockMvcRequestBuilders.get(API + path).header("As", "nobody"));
        assertThat(response.getStatus()).isEqualTo(403);
        assertThat(response.getContentType()).isEqualTo("application/problem+json");
        assertThat(JSON.readTree(response.getContentAsString()).path("detail").asString())
                .isEqualTo("user:nobody may not");
    }

    @Test
    void who_may_read_some_metrics_sees_only_those() throws Exception {
        String seen = send(request("/series", "match[]", "{__name__!=\"\"}").header("As", "ada"))
                .getContentAsString();
        assertThat(seen).isEqualTo("""
                        {"status":"success","data":[{"__name__":"requests_total","env":"dev","job":"ada"}]}""");
        assertThat(send(request("/query", "query", "sum(increase(requests_total[1m]))")
                                .header("As", "ada"))
                        .getContentAsString())
                .contains("[1700000000,\"60\"]");
    }
}
