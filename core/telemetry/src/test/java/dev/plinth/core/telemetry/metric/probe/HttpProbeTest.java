// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import static dev.plinth.core.telemetry.metric.probe.Trying.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plinth.core.telemetry.metric.probe.TestingWeb.Request;
import dev.plinth.core.telemetry.metric.token.TokenException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real server, that is well or fails in all ways. */
class HttpProbeTest {
    private final TestingWeb web = new TestingWeb();
    private final Prober prober = new Prober(
            secret -> {
                if (secret.name().equals("token")) {
                    return "s3cret";
                }
                throw new TokenException("there is no " + secret, null);
            },
            Clock.systemUTC());

    @AfterEach
    void stop() {
        prober.close();
        web.close();
    }

    private Outcome once(String path, String more) throws InterruptedException {
        return Trying.once(prober, "{http: {url: \"%s\"%s}}".formatted(web.url(path), more));
    }

    @Test
    void what_answers_as_it_should_is_up_and_all_of_it_is_measured() throws InterruptedException {
        web.at("/health", 200, "all is well");
        Outcome outcome = once("/health?deep=1", "");
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.isUp()).isTrue();
        assertThat(outcome.httpStatus()).isEqualTo(200);
        assertThat(outcome.certificateExpiry()).isNull();
        assertThat(outcome.measures().keySet().stream()
                        .map(each -> each.metric().text()))
                .containsOnly(
                        "probe_success",
                        "probe_duration_seconds",
                        "probe_dns_lookup_time_seconds",
                        "probe_ip_protocol",
                        "probe_http_status_code",
                        "probe_http_duration_seconds",
                        "probe_http_content_length",
                        "probe_http_uncompressed_body_length",
                        "probe_http_redirects",
                        "probe_http_version",
                        "probe_http_ssl",
                        "probe_failed_due_to_regex");
        assertThat(value(outcome, ProbeMetric.SUCCESS)).isEqualTo(1);
        assertThat(value(outcome, ProbeMetric.IP_PROTOCOL)).isEqualTo(4);
        assertThat(value(outcome, ProbeMetric.HTTP_STATUS)).isEqualTo(200);
        assertThat(value(outcome, ProbeMetric.HTTP_CONTENT_LENGTH)).isEqualTo(11);
        assertThat(value(outcome, ProbeMetric.HTTP_BODY_LENGTH)).isEqualTo(11);
        assertThat(value(outcome, ProbeMetric.HTTP_REDIRECTS)).isZero();
        assertThat(value(outcome, ProbeMetric.HTTP_VERSION)).isCloseTo(1.1, within(1e-9));
        assertThat(value(outcome, ProbeMetric.HTTP_SSL)).isZero();
        assertThat(value(outcome, ProbeMetric.FAILED_DUE_TO_REGEX)).isZero();
        List<Double> phases = Stream.of("resolve", "connect", "tls", "processing", "transfer")
                .map(phase -> value(outcome, ProbeMetric.HTTP_DURATION, phase))
                .toList();
        assertThat(phases).allSatisfy(phase -> assertThat(phase).isNotNegative());
        assertThat(phases.stream().mapToDouble(each -> each).sum())
                .isPositive()
                .isLessThanOrEqualTo(value(outcome, ProbeMetric.DURATION));
        Request request = web.requests.getFirst();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/health?deep=1");
        assertThat(request.headers())
                .containsEntry("Host", List.of("127.0.0.1:" + web.port()))
                .containsEntry("User-agent", List.of("Plinth"))
                .doesNotContainKeys("Authorization", "Content-length");
    }

    @Test
    void time_is_told_by_the_phase_that_it_was_spent_in() throws InterruptedException {
        web.at("/", exchange -> {
            pause(300);
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('a');
            exchange.getResponseBody().flush();
            pause(200);
            exchange.getResponseBody().write('b');
        });
        Outcome outcome = once("/", "");
        assertThat(value(outcome, ProbeMetric.HTTP_DURATION, "processing")).isBetween(0.29, 5.0);
        assertThat(value(outcome, ProbeMetric.HTTP_DURATION, "transfer")).isBetween(0.19, 5.0);
        assertThat(value(outcome, ProbeMetric.HTTP_CONTENT_LENGTH)).isEqualTo(-1);
        assertThat(value(outcome, ProbeMetric.HTTP_BODY_LENGTH)).isEqualTo(2);
    }

    /** What a server needs for its work. */
    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void method_headers_body_and_token_are_sent_as_declared() throws InterruptedException {
        web.at("/", 201, "");
        Outcome outcome = once(
                "/",
                ", method: POST, headers: {Content-Type: text/plain, user-agent: me}, body: 'ü', bearerTokenSecretRef: token");
        assertThat(outcome.error()).isEmpty();
        Request request = web.requests.getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.body()).isEqualTo("ü");
        assertThat(request.headers())
                .containsEntry("Content-type", List.of("text/plain"))
                .containsEntry("Content-length", List.of("2"))
                .containsEntry("User-agent", List.of("me"))
                .containsEntry("Authorization", List.of("Bearer s3cret"));
    }

    @Test
    void without_its_token_nothing_is_asked() throws InterruptedException {
        web.at("/", 200, "");
        Outcome outcome = once("/", ", bearerTokenSecretRef: other");
        assertThat(outcome.error()).isEqualTo("there is no Secret/other in dev");
        assertThat(web.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            204 |                        | ''
            503 |                        | HTTP 503 (expected: 2xx)
            503 | , statuses: ['503']    | ''
            404 | , statuses: [2xx, 4xx] | ''
            200 | , statuses: ['201', 3xx] | HTTP 200 (expected: 201, 3xx)
            """)
    void the_status_decides(int status, String more, String error) throws InterruptedException {
        web.at("/", status, "");
        Outcome outcome = once("/", more == null ? "" : more);
        assertThat(outcome.error()).isEqualTo(error);
        assertThat(outcome.httpStatus()).isEqualTo(status);
        assertThat(value(outcome, ProbeMetric.HTTP_STATUS)).isEqualTo(status);
        assertThat(value(outcome, ProbeMetric.SUCCESS)).isEqualTo(error.isEmpty() ? 1 : 0);
    }

    @Test
    void redirects_are_followed_and_counted() throws InterruptedException {
        web.redirecting("/a", 302, "/b")
                .redirecting("/b", 308, web.url("/c#part"))
                .at("/c", 200, "there");
        Outcome outcome = once("/a", ", bodyMatches: there");
        assertThat(outcome.error()).isEmpty();
        assertThat(value(outcome, ProbeMetric.HTTP_REDIRECTS)).isEqualTo(2);
        assertThat(web.requests.stream().map(Request::path)).containsExactly("/a", "/b", "/c");
    }

    @Test
    void a_redirect_after_a_post_asks_with_get_unless_it_says_not_to() throws InterruptedException {
        web.redirecting("/see", 303, "/end").redirecting("/again", 307, "/end").at("/end", 200, "");
        assertThat(once("/see", ", method: POST, body: x").error()).isEmpty();
        assertThat(web.requests.getLast().method() + web.requests.getLast().body())
                .isEqualTo("GET");
        assertThat(once("/again", ", method: POST, body: x").error()).isEmpty();
        assertThat(web.requests.getLast().method() + web.requests.getLast().body())
                .isEqualTo("POSTx");
    }

    @Test
    void a_redirect_that_is_not_to_be_followed_is_an_answer() throws InterruptedException {
        web.redirecting("/", 301, "/login");
        assertThat(once("/", ", followRedirects: false").error()).isEqualTo("HTTP 301 to /login (expected: 2xx)");
        assertThat(once("/", ", followRedirects: false, statuses: ['301']").error())
                .isEmpty();
        assertThat(web.requests).hasSize(2);
    }

    @Test
    void redirects_that_go_round_in_a_circle_end() throws InterruptedException {
        web.redirecting("/", 302, "/");
        Outcome outcome = once("/", "");
        assertThat(outcome.error()).isEqualTo("more than 10 redirects, the last to " + web.url("/"));
        assertThat(web.requests).hasSize(11);
        assertThat(value(outcome, ProbeMetric.HTTP_REDIRECTS)).isEqualTo(10);
    }

    @Test
    void a_redirect_to_something_else_than_http_is_not_followed() throws InterruptedException {
        web.redirecting("/", 302, "file:///etc/passwd");
        assertThat(once("/", "").error()).isEqualTo("HTTP 302 to file:///etc/passwd (expected: an http or https URL)");
    }

    @Test
    void a_token_is_sent_on_to_the_same_host_and_to_no_other() throws InterruptedException {
        try (TestingWeb other = new TestingWeb()) {
            other.at("/", 200, "");
            web.redirecting("/within", 302, "/end")
                    .redirecting("/port", 302, other.url("/"))
                    .redirecting("/host", 302, "http://localhost:" + web.port() + "/end")
                    .at("/end", 200, "");
            assertThat(once("/within", ", bearerTokenSecretRef: token").error()).isEmpty();
            assertThat(web.requests.getLast().headers()).containsEntry("Authorization", List.of("Bearer s3cret"));
            assertThat(once("/port", ", bearerTokenSecretRef: token").error())
                    .isEqualTo("HTTP 302 to %s, where the token does not go (expected: the same host)"
                            .formatted(other.url("/")));
            assertThat(once("/host", ", bearerTokenSecretRef: token").error()).contains("the token does not go");
            assertThat(other.requests).isEmpty();
            assertThat(once("/port", "").error()).isEmpty();
            assertThat(other.requests).hasSize(1);
        }
    }

    @Test
    void what_answers_too_late_does_not_answer() throws InterruptedException {
        web.at("/", exchange -> web.hang());
        Outcome outcome = Trying.once(prober, "{http: {url: \"%s\"}}".formatted(web.url("/")), Duration.ofMillis(400));
        assertThat(outcome.error()).isEqualTo("no complete answer within 400ms (at the end: processing or transfer)");
        assertThat(outcome.seconds()).isBetween(0.4, 5.0);
        assertThat(outcome.httpStatus()).isNull();
        assertThat(value(outcome, ProbeMetric.HTTP_STATUS)).isZero();
    }

    @Test
    void a_body_that_only_drips_is_too_late_as_well() throws InterruptedException {
        web.at("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('a');
            exchange.getResponseBody().flush();
            web.hang();
        });
        Outcome outcome = Trying.once(prober, "{http: {url: \"%s\"}}".formatted(web.url("/")), Duration.ofMillis(400));
        assertThat(outcome.error()).startsWith("no complete answer within 400ms");
    }

    @Test
    void a_body_that_is_too_large_is_not_read_to_its_end() throws InterruptedException {
        web.at("/", 200, "x".repeat(ReplyReader.MAX_BODY + 1)).at("/just", 200, "x".repeat(ReplyReader.MAX_BODY));
        assertThat(once("/", "").error()).isEqualTo("the body has more than 1048576 bytes");
        Outcome just = once("/just", "");
        assertThat(just.error()).isEmpty();
        assertThat(value(just, ProbeMetric.HTTP_BODY_LENGTH)).isEqualTo(ReplyReader.MAX_BODY);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void a_compressed_body_is_looked_at_and_measured_as_it_is_without() throws InterruptedException, IOException {
        byte[] small = gzip("well ".repeat(1_000));
        byte[] bomb = gzip("x".repeat(3 * ReplyReader.MAX_BODY));
        web.at("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            TestingWeb.send(exchange, 200, exchange.getRequestURI().getPath().equals("/bomb") ? bomb : small);
        });
        Outcome outcome = once("/", ", headers: {Accept-Encoding: gzip}, bodyMatches: 'well well'");
        assertThat(outcome.error()).isEmpty();
        assertThat(value(outcome, ProbeMetric.HTTP_CONTENT_LENGTH)).isEqualTo(small.length);
        assertThat(value(outcome, ProbeMetric.HTTP_BODY_LENGTH)).isEqualTo(5_000);
        assertThat(once("/bomb", "").error()).isEqualTo("the body has more than 1048576 bytes");
    }

    @Test
    void a_pattern_that_is_not_found_or_found_though_it_should_not_be_fails_the_probe() throws InterruptedException {
        web.at("/", 200, "status: ok");
        assertThat(once("/", ", bodyMatches: 'ok$', bodyMatchesNot: error").error())
                .isEmpty();
        Outcome missing = once("/", ", bodyMatches: great");
        assertThat(missing.error()).isEqualTo("the body has no match of great");
        assertThat(value(missing, ProbeMetric.FAILED_DUE_TO_REGEX)).isEqualTo(1);
        Outcome found = once("/", ", bodyMatchesNot: 'status'");
        assertThat(found.error()).isEqualTo("the body has a match of status");
        assertThat(value(found, ProbeMetric.FAILED_DUE_TO_REGEX)).isEqualTo(1);
        assertThat(value(found, ProbeMetric.HTTP_STATUS)).isEqualTo(200);
    }

    @Test
    void a_pattern_that_runs_on_or_goes_too_deep_is_stopped() throws InterruptedException {
        web.at("/", 200, "a".repeat(5_000) + "!");
        for (String pattern : List.of("(a+)+$", "(a|aa)+$")) {
            Outcome outcome = once("/", ", bodyMatches: '%s'".formatted(pattern));
            assertThat(outcome.error()).isEqualTo("the pattern takes too long for this text: " + pattern);
            assertThat(outcome.seconds()).isLessThan(10);
            assertThat(value(outcome, ProbeMetric.FAILED_DUE_TO_REGEX)).isEqualTo(1);
        }
    }

    @Test
    void head_has_a_length_and_no_body() throws InterruptedException {
        web.at("/", 200, "hello");
        Outcome outcome = once("/", ", method: HEAD");
        assertThat(outcome.error()).isEmpty();
        assertThat(value(outcome, ProbeMetric.HTTP_CONTENT_LENGTH)).isEqualTo(5);
        assertThat(value(outcome, ProbeMetric.HTTP_BODY_LENGTH)).isZero();
    }

    @Test
    void where_nobody_listens_there_is_no_connection() throws InterruptedException, IOException {
        int port = Trying.closedPort();
        Outcome outcome = Trying.once(prober, "{http: {url: \"http://127.0.0.1:%d/\"}}".formatted(port));
        assertThat(outcome.error()).isEqualTo("no connection to 127.0.0.1:%d: Connection refused".formatted(port));
        assertThat(value(outcome, ProbeMetric.SUCCESS)).isZero();
        assertThat(value(outcome, ProbeMetric.HTTP_DURATION, "processing")).isZero();
    }

    @Test
    void what_is_no_http_is_said_to_be_none() throws Exception {
        try (TestingLine line = TestingLine.saying("SSH-2.0-OpenSSH_9.9\r\n\r\n")) {
            Outcome outcome = Trying.once(prober, "{http: {url: \"http://%s/\"}}".formatted(line.address()));
            assertThat(outcome.error()).startsWith("the answer is no HTTP: ");
        }
        try (TestingLine line = TestingLine.saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")) {
            Outcome outcome = Trying.once(prober, "{http: {url: \"http://%s/\"}}".formatted(line.address()));
            assertThat(outcome.error()).isEqualTo("the connection was closed before the answer was complete");
        }
    }

    @Test
    void a_name_is_found_in_the_hosts_file() throws InterruptedException {
        web.at("/", 200, "");
        Outcome outcome = Trying.once(prober, "{http: {url: \"http://localhost:%d/\"}}".formatted(web.port()));
        assertThat(outcome.error()).isEmpty();
    }
}
