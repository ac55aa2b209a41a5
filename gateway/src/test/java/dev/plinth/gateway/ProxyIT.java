// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.http.protocol.HTTP;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** HTTP/1.1 through the gateway, byte by byte. Its core is away all the time. */
// lines end with CR and LF here, which text blocks do not show
@SuppressWarnings("StringConcatToTextBlock")
class ProxyIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static TestingUpstream echo;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        echo = TestingUpstream.echo();
        gateway = TestGateway.knowing()
                .route(
                        "echo",
                        "{\"paths\": [\"/echo\"], \"service\": \"echo\", \"access\": \"none\", \"maxBodyBytes\": 1000}")
                .route(
                        "get",
                        "{\"paths\": [\"/get\"], \"service\": \"echo\", \"access\": \"none\", \"methods\": [\"GET\"]}")
                .route(
                        "short",
                        "{\"paths\": [\"/s/long\"], \"service\": \"echo\", \"access\": \"none\", \"stripPrefix\": true}")
                .route(
                        "host",
                        "{\"hosts\": [\"own.example\"], \"paths\": [\"/\"], \"service\": \"echo\", \"access\": \"none\"}")
                .route("none", "{\"paths\": [\"/none\"], \"service\": \"nobody\", \"access\": \"none\"}")
                .route(
                        "sampled",
                        "{\"paths\": [\"/sampled\"], \"service\": \"echo\", \"access\": \"none\", \"traceSampling\": 0.25}")
                .route("dead", "{\"paths\": [\"/dead\"], \"url\": \"http://127.0.0.1:1\", \"access\": \"none\"}")
                .route("wrong", "{\"paths\": [\"/wrong\"], \"access\": \"flying\", \"service\": \"echo\"}")
                .instance("echo", echo.port())
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        echo.close();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return get(gateway, path, headers);
    }

    private static HttpResponse<String> get(TestGateway at, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(at.url(path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String code(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body()).path("code").asString();
    }

    private static Map<String, String> lastHeaders() {
        return echo.requests().getLast().headers();
    }

    @Test
    void connections_are_kept_on_both_sides() throws Exception {
        get("/echo/warm");
        int before = echo.connections();
        try (Raw raw = new Raw(gateway.port())) {
            for (int i = 0; i < 5; i++) {
                raw.send("GET /echo/%d HTTP/1.1\r\nHost: x\r\n\r\n".formatted(i));
                Map<String, String> head = raw.head();
                assertThat(head.get("")).isEqualTo("200");
                assertThat(raw.body(Integer.parseInt(head.get("content-length"))))
                        .startsWith("GET /echo/" + i);
            }
        }
        assertThat(echo.connections() - before).isLessThanOrEqualTo(1);
    }

    @Test
    void requests_sent_before_the_answer_are_answered_in_their_order() throws Exception {
        try (Raw raw = new Raw(gateway.port())) {
            raw.send(
                    "GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo/2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                            + "GET /echo/3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            String all = raw.rest();
            assertThat(all.indexOf("GET /echo/1")).isPositive().isLessThan(all.indexOf("POST /echo/2"));
            assertThat(all.indexOf("POST /echo/2")).isLessThan(all.indexOf("GET /echo/3"));
            assertThat(all).contains("abc");
        }
    }

    @Test
    void what_concerns_one_connection_only_is_not_passed_on() throws Exception {
        try (Raw raw = new Raw(gateway.port())) {
            raw.send(
                    "GET /echo HTTP/1.1\r\nHost: shop.example:81\r\nConnection: keep-alive, X-Secret\r\nX-Secret: 1\r\n"
                            + "Keep-Alive: 5\r\nProxy-Authorization: Basic x\r\nTE: gzip\r\nX-Kept: yes\r\n"
                            + "Forwarded: for=6.6.6.6\r\nX-Forwarded-For: 6.6.6.6\r\nX-Plinth-User: root\r\n"
                            + "Cookie: a=1; plinth-session=s; __Host-plinth-sso=t; b=2\r\n\r\n");
            raw.head();
        }
        assertThat(lastHeaders())
                .containsEntry("x-kept", "yes")
                .containsEntry("host", "shop.example:81")
                .containsEntry("cookie", "a=1; b=2")
                .containsEntry("x-forwarded-for", "127.0.0.1")
                .containsEntry("x-forwarded-port", "81")
                .containsEntry("forwarded", "for=127.0.0.1;proto=http;host=\"shop.example:81\"")
                .doesNotContainKeys(
                        "connection", "x-secret", "keep-alive", "proxy-authorization", "te", "x-plinth-user");
    }

    @Test
    void a_trace_goes_on_or_begins() throws Exception {
        get("/echo", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(lastHeaders().get("traceparent"))
                .matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01")
                .doesNotContain("b7ad6b7169203331");
        for (String wrong : List.of(
                "",
                "00-xyz",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")) {
            get("/echo", "traceparent", wrong);
            assertThat(lastHeaders().get("traceparent"))
                    .as(wrong)
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                    .doesNotContain("0af7651916cd43dd");
        }
    }

    @Test
    void a_route_says_which_share_of_its_traces_is_kept_and_a_trace_stays_as_it_was_decided_where_it_began()
            throws Exception {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        get("/sampled", "tracestate", "plinth=th:1,other=x");
        assertThat(lastHeaders()).containsEntry("tracestate", "plinth=th:c");
        get("/sampled", "traceparent", parent, "tracestate", "other=x");
        assertThat(lastHeaders()).containsEntry("tracestate", "plinth=th:c,other=x");
        get("/sampled", "traceparent", parent, "tracestate", "other=x,plinth=th:8");
        assertThat(lastHeaders()).containsEntry("tracestate", "other=x,plinth=th:8");
        get("/echo", "traceparent", parent, "tracestate", "other=x");
        assertThat(lastHeaders()).containsEntry("tracestate", "other=x");
        get("/echo", "tracestate", "other=x");
        assertThat(lastHeaders()).doesNotContainKey("tracestate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc",
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc",
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /echo HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET /echo HTTP/1.1\r\n\r\n",
                "GET /echo HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /echo/../x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /echo/%2e%2e/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /echo/..%2fx HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /echo\\x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /echo%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET echo HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /echo HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
                "NONSENSE\r\n\r\n",
            })
    void what_could_be_read_in_two_ways_is_refused_and_the_connection_ends(String request) throws Exception {
        int before = echo.requests().size();
        try (Raw raw = new Raw(gateway.port())) {
            raw.send(request + "GET /echo/smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(raw.head().get("")).isEqualTo("400");
            assertThat(raw.rest()).contains("gateway.request-malformed").doesNotContain("smuggled");
        }
        assertThat(echo.requests()).hasSize(before);
    }

    @Test
    void limits_are_told() throws Exception {
        assertThat(get("/echo?" + "x".repeat(5_000)).statusCode()).isEqualTo(414);
        assertThat(get("/echo", "X-Long", "x".repeat(9_000)).statusCode()).isEqualTo(431);
        HttpRequest sized = HttpRequest.newBuilder(URI.create(gateway.url("/echo")))
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(1_001)))
                .build();
        HttpResponse<String> refused = HTTP.send(sized, HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(code(refused)).isEqualTo("gateway.body-too-large");
        assertThat(refused.body()).contains("1001").contains("1000");
        try (Raw raw = new Raw(gateway.port())) {
            raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + "3e9\r\n"
                    + "x".repeat(1_001) + "\r\n");
            assertThat(raw.head().get("")).isEqualTo("413");
        }
    }

    @Test
    void routes_are_found_by_host_then_path_then_method() throws Exception {
        assertThat(get("/echoes").statusCode()).as("segment by segment").isEqualTo(404);
        assertThat(get("/nowhere").body()).contains("gateway.no-route").contains("/nowhere");
        assertThat(get("/wrong").statusCode())
                .as("a route that is not understood is left out")
                .isEqualTo(404);
        HttpResponse<String> post = HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.url("/get")))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).hasValue("GET");
        get("/s/long/rest?q=1");
        assertThat(echo.requests().getLast().path()).isEqualTo("/rest?q=1");
        get("/s/long");
        assertThat(echo.requests().getLast().path()).isEqualTo("/");
        try (Raw raw = new Raw(gateway.port())) {
            raw.send("GET /anything HTTP/1.1\r\nHost: OWN.example:8080\r\n\r\n");
            assertThat(raw.head().get("")).isEqualTo("200");
            raw.close();
        }
    }

    @Test
    void other_spellings_of_a_path_do_not_get_around_a_route() throws Exception {
        try (TestGateway guarded = TestGateway.knowing()
                .route("all", "{\"paths\": [\"/\"], \"service\": \"echo\", \"access\": \"none\"}")
                .route("admin", "{\"paths\": [\"/admin\"], \"service\": \"echo\", \"access\": \"token\"}")
                .instance("echo", echo.port())
                .start()) {
            assertThat(get(guarded, "/open").statusCode()).isEqualTo(200);
            for (String path :
                    List.of("/admin", "/%61dmin", "//admin", "/admin;x=1/y", "/admin/", "/;a/admin", "/%2fadmin")) {
                try (Raw raw = new Raw(guarded.port())) {
                    raw.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
                    assertThat(raw.head().get("")).as(path).isEqualTo("401");
                }
            }
        }
    }

    @Test
    void a_service_that_is_not_there_is_a_clear_answer() throws Exception {
        HttpResponse<String> none = get("/none");
        assertThat(none.statusCode()).isEqualTo(503);
        assertThat(code(none)).isEqualTo("gateway.no-instance");
        assertThat(none.headers().firstValue("Retry-After")).isPresent();
        HttpResponse<String> dead = get("/dead");
        assertThat(dead.statusCode()).isEqualTo(502);
        assertThat(dead.body()).contains("gateway.connect-failed").contains("127.0.0.1:1");
    }

    @Test
    void instances_answer_in_turn_and_a_dead_one_costs_no_request() throws Exception {
        try (TestingUpstream second = TestingUpstream.echo()) {
            TestingUpstream third = TestingUpstream.echo();
            try (TestGateway three = TestGateway.knowing()
                    .route("echo", "{\"paths\": [\"/\"], \"service\": \"echo\", \"access\": \"none\"}")
                    .instance("echo", echo.port())
                    .instance("echo", second.port())
                    .instance("echo", third.port())
                    .start()) {
                int before = second.requests().size();
                for (int i = 0; i < 30; i++) {
                    assertThat(get(three, "/" + i).statusCode()).isEqualTo(200);
                }
                assertThat(second.requests().size() - before).isEqualTo(10);
                assertThat(third.requests()).hasSize(10);
                third.close();
                for (int i = 0; i < 30; i++) {
                    assertThat(get(three, "/" + i).statusCode()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void an_instance_that_drains_gets_nothing_new() throws Exception {
        try (TestingUpstream leaving = TestingUpstream.echo();
                TestGateway two = TestGateway.knowing()
                        .route("echo", "{\"paths\": [\"/\"], \"service\": \"echo\", \"access\": \"none\"}")
                        .instance("echo", echo.port())
                        .instance("echo", leaving.port(), true)
                        .start()) {
            for (int i = 0; i < 10; i++) {
                assertThat(get(two, "/" + i).statusCode()).isEqualTo(200);
            }
            assertThat(leaving.requests()).isEmpty();
        }
    }

    @Test
    void old_clients_heads_and_answers_without_length_are_framed_right() throws Exception {
        try (TestingUpstream odd = new TestingUpstream((request, in, out) -> {
                    switch (request.path()) {
                        case "/until-close" -> TestingUpstream.write(out, "HTTP/1.1 200 OK\r\n\r\nall of it");
                        case "/chunked" ->
                            TestingUpstream.write(
                                    out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                        case "/empty" -> TestingUpstream.write(out, "HTTP/1.1 204 No Content\r\n\r\n");
                        case "/early" ->
                            TestingUpstream.write(
                                    out,
                                    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                        case "/garbage" -> TestingUpstream.write(out, "SSH-2.0-nothing here\r\n\r\n");
                        case "/half" ->
                            TestingUpstream.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                        case "/gone" -> {}
                        default -> TestingUpstream.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    }
                    return request.path().equals("/chunked")
                            || request.path().equals("/empty")
                            || request.path().equals("/early")
                            || request.path().equals("/head");
                });
                TestGateway own = TestGateway.knowing()
                        .route(
                                "odd",
                                "{\"paths\": [\"/\"], \"url\": \"http://127.0.0.1:%d\", \"access\": \"none\"}"
                                        .formatted(odd.port()))
                        .start()) {
            assertThat(get(own, "/until-close").body()).isEqualTo("all of it");
            assertThat(get(own, "/chunked").body()).isEqualTo("abc");
            assertThat(get(own, "/empty").statusCode()).isEqualTo(204);
            assertThat(get(own, "/early").body()).isEqualTo("ok");
            HttpResponse<Void> head = HTTP.send(
                    HttpRequest.newBuilder(URI.create(own.url("/head"))).HEAD().build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(head.headers().firstValue("content-length")).hasValue("5");
            assertThat(get(own, "/chunked").body()).as("after a HEAD").isEqualTo("abc");
            try (Raw old = new Raw(own.port())) {
                old.send("GET /chunked HTTP/1.0\r\n\r\n");
                assertThat(old.head())
                        .containsEntry("", "200")
                        .containsEntry("connection", "close")
                        .doesNotContainKey("transfer-encoding");
                assertThat(old.rest()).isEqualTo("abc");
            }
            assertThat(code(get(own, "/garbage"))).isEqualTo("gateway.upstream-malformed");
            assertThat(code(get(own, "/gone"))).isEqualTo("gateway.upstream-broken");
            assertThatThrownBy(() -> get(own, "/half"))
                    .as("what is not whole must not look whole")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void who_expects_to_be_told_to_go_on_is_told() throws Exception {
        try (Raw raw = new Raw(gateway.port())) {
            raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.head().get("")).isEqualTo("100");
            raw.send("hello");
            assertThat(raw.head().get("")).isEqualTo("200");
        }
        assertThat(lastHeaders()).doesNotContainKey("expect");
        try (Raw raw = new Raw(gateway.port())) {
            raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.head().get(""))
                    .as("not asked to send what would be refused")
                    .isEqualTo("413");
        }
    }

    @Test
    void both_sides_stream() throws Exception {
        CountDownLatch halfSeen = new CountDownLatch(1);
        CountDownLatch eventSeen = new CountDownLatch(1);
        try (TestingUpstream stream = new TestingUpstream((request, in, out) -> {
                    if (request.path().equals("/up")) {
                        assertThat(TestingUpstream.line(in)).isEqualTo("4");
                        in.readNBytes(6);
                        halfSeen.countDown();
                        TestingUpstream.line(in);
                        in.readNBytes(6);
                        TestingUpstream.line(in);
                        TestingUpstream.line(in);
                        TestingUpstream.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                        return true;
                    }
                    TestingUpstream.write(
                            out,
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nf\r\ndata: the first\r\n");
                    eventSeen.await();
                    TestingUpstream.write(out, "0\r\n\r\n");
                    return true;
                });
                TestGateway own = TestGateway.knowing()
                        .route(
                                "stream",
                                "{\"paths\": [\"/\"], \"url\": \"http://127.0.0.1:%d\", \"access\": \"none\"}"
                                        .formatted(stream.port()))
                        .start()) {
            try (Raw raw = new Raw(own.port())) {
                raw.send(
                        "POST /up HTTP/1.1\r\nHost: x\r\nX-Stream: 1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n");
                assertThat(halfSeen.await(10, TimeUnit.SECONDS))
                        .as("before the rest is sent")
                        .isTrue();
                raw.send("4\r\nefgh\r\n0\r\n\r\n");
                assertThat(raw.head().get("")).isEqualTo("200");
            }
            try (Raw raw = new Raw(own.port())) {
                raw.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
                raw.head();
                raw.line();
                assertThat(raw.line()).as("before the stream ends").isEqualTo("data: the first");
                eventSeen.countDown();
            }
        }
    }

    @Test
    void a_slow_reader_slows_the_service_and_fills_no_memory() throws Exception {
        AtomicLong written = new AtomicLong();
        byte[] block = new byte[64 << 10];
        long all = 256L << 20;
        try (TestingUpstream large = new TestingUpstream((request, in, out) -> {
                    TestingUpstream.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + all + "\r\n\r\n");
                    while (written.get() < all) {
                        out.write(block);
                        written.addAndGet(block.length);
                    }
                    return false;
                });
                TestGateway own = TestGateway.knowing()
                        .route(
                                "large",
                                "{\"paths\": [\"/\"], \"url\": \"http://127.0.0.1:%d\", \"access\": \"none\"}"
                                        .formatted(large.port()))
                        .start();
                Raw raw = new Raw(own.port())) {
            raw.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            raw.head();
            long[] last = {-1};
            await().pollInterval(Duration.ofMillis(300)).until(() -> {
                boolean still = written.get() == last[0];
                last[0] = written.get();
                return still;
            });
            assertThat(written.get())
                    .as("what fits into the buffers of three sockets")
                    .isLessThan(48L << 20);
            long read = 0;
            for (byte[] part = raw.part(1 << 20); part.length > 0; part = raw.part(1 << 20)) {
                read += part.length;
            }
            assertThat(read).isEqualTo(all);
        }
    }

    @Test
    void a_protocol_that_is_switched_to_is_passed_through() throws Exception {
        try (TestingUpstream socket = new TestingUpstream((request, in, out) -> {
                    assertThat(request.headers())
                            .containsEntry("upgrade", "websocket")
                            .containsEntry("sec-websocket-key", "k");
                    TestingUpstream.write(
                            out,
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: a\r\n\r\nhello ");
                    byte[] bytes = in.readNBytes(5);
                    TestingUpstream.write(out, "back:" + new String(bytes, StandardCharsets.ISO_8859_1));
                    return false;
                });
                TestGateway own = TestGateway.knowing()
                        .route(
                                "socket",
                                "{\"paths\": [\"/\"], \"url\": \"http://127.0.0.1:%d\", \"access\": \"none\"}"
                                        .formatted(socket.port()))
                        .start();
                Raw raw = new Raw(own.port())) {
            raw.send(
                    "GET /chat HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n");
            assertThat(raw.head())
                    .containsEntry("", "101")
                    .containsEntry("upgrade", "websocket")
                    .containsEntry("sec-websocket-accept", "a");
            raw.send("\0\u0001abc");
            assertThat(raw.rest()).isEqualTo("hello back:\0\u0001abc");
        }
    }

    @Test
    void who_is_too_slow_is_told_or_sent_away() throws Exception {
        try (TestingUpstream silent = new TestingUpstream((request, in, out) -> {
                    TimeUnit.SECONDS.sleep(20);
                    return false;
                });
                TestGateway own = TestGateway.knowing()
                        .route(
                                "silent",
                                "{\"paths\": [\"/silent\"], \"url\": \"http://127.0.0.1:%d\", \"access\": \"none\", \"responseTimeoutMillis\": 700}"
                                        .formatted(silent.port()))
                        .route(
                                "upload",
                                "{\"paths\": [\"/upload\"], \"url\": \"http://127.0.0.1:%d\", \"access\": \"none\", \"idleTimeoutMillis\": 700}"
                                        .formatted(silent.port()))
                        .start()) {
            HttpResponse<String> late = get(own, "/silent");
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(late.body()).contains("gateway.upstream-timeout").contains("700 ms");
            try (Raw raw = new Raw(own.port())) {
                raw.send("GET /silent HT");
                assertThat(raw.head().get("")).as("a head that does not come").isEqualTo("408");
                assertThat(raw.rest()).contains("1000 ms");
            }
            try (Raw raw = new Raw(own.port())) {
                raw.send("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
                assertThat(raw.head().get("")).as("a body that does not come").isEqualTo("408");
            }
            try (Raw raw = new Raw(own.port())) {
                assertThat(raw.isEnded()).as("a connection that asks nothing").isTrue();
            }
        }
    }

    @Test
    void a_gateway_that_ends_finishes_what_it_has_begun() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (TestingUpstream slow = new TestingUpstream((request, in, out) -> {
            asked.countDown();
            go.await();
            TestingUpstream.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
            return true;
        })) {
            TestGateway own = TestGateway.knowing()
                    .route(
                            "slow",
                            "{\"paths\": [\"/\"], \"url\": \"http://127.0.0.1:%d\", \"access\": \"none\"}"
                                    .formatted(slow.port()))
                    .start();
            CompletableFuture<HttpResponse<String>> answer = HTTP.sendAsync(
                    HttpRequest.newBuilder(URI.create(own.url("/"))).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> ending = CompletableFuture.runAsync(own::close);
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> new Raw(own.port()).close()).isInstanceOf(IOException.class));
            go.countDown();
            assertThat(answer.get().body()).isEqualTo("done");
            assertThat(answer.get().headers().firstValue("connection")).hasValue("close");
            ending.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void its_health_is_open_and_its_metrics_are_not() throws Exception {
        get("/echo");
        HttpResponse<String> health = HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.managementUrl("/health")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(health.statusCode()).as("well, though its core is away").isEqualTo(200);
        assertThat(health.body()).contains("\"core\":\"away\"");
        HttpRequest.Builder metrics = HttpRequest.newBuilder(URI.create(gateway.managementUrl("/metrics")));
        assertThat(HTTP.send(metrics.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        metrics.header("Authorization", "Bearer a-credential-of-this-test");
        assertThat(HTTP.send(metrics.build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("plinth_gateway_requests_total{route=\"echo\",status=\"2xx\"}")
                .contains("plinth_gateway_core_connected 0")
                .contains("jvm_memory_used_bytes{area=\"heap\"")
                .contains("jvm_threads_live_threads ")
                .contains("process_cpu_usage ");
    }
}
