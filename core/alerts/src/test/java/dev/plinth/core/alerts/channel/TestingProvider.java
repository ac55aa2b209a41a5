// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plays the providers: it checks what they check, by itself, and answers as they answer. */
final class TestingProvider implements AutoCloseable {
    static final String WECOM_KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa";
    static final String DINGTALK_TOKEN = "66d96a6c-dingtalk-token";
    static final String DINGTALK_SECRET = "SEC18c5b5ce9b";
    static final String HOOK_KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String HOOK_TOKEN = "bearer-of-the-hook";
    static final String SLACK_PATH = "T024BE7LD/B01/XXXXsecretXXXX";
    static final String SMS_KEY = "sms-app-code-9";

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** A request. */
    record Asked(String path, Map<String, String> query, Map<String, String> headers, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    TestingProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What came to a path, or below it. */
    List<Asked> asked(String path) {
        return asked.stream().filter(each -> each.path.startsWith(path)).toList();
    }

    Asked last(String path) {
        return asked(path).getLast();
    }

    private static Map<String, String> fields(String encoded) {
        Map<String, String> fields = new HashMap<>();
        for (String field : encoded.split("&", -1)) {
            int sign = field.indexOf('=');
            if (sign > 0) {
                fields.put(decoded(field.substring(0, sign)), decoded(field.substring(sign + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String query = exchange.getRequestURI().getRawQuery();
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            Asked request =
                    new Asked(exchange.getRequestURI().getPath(), fields(query == null ? "" : query), headers, body);
            asked.add(request);
            answer(exchange, request);
        } catch (InterruptedException | GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void answer(HttpExchange exchange, Asked request)
            throws IOException, InterruptedException, GeneralSecurityException {
        switch (request.path.split("/", -1)[1]) {
            case "wecom" -> say(exchange, 200, wecom(request));
            case "wecom-busy" -> say(exchange, 200, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}");
            case "dingtalk" -> say(exchange, 200, dingtalk(request));
            case "dingtalk-busy" ->
                say(exchange, 200, "{\"errcode\":130101,\"errmsg\":\"send too fast, exceed 20 times per minute\"}");
            case "slack" -> slack(exchange, request);
            case "hook" -> say(exchange, isSigned(request) ? 204 : 401, "");
            case "sms" -> sms(exchange, request);
            case "busy" -> {
                exchange.getResponseHeaders().set("Retry-After", "17");
                say(exchange, 429, "slow down");
            }
            case "broken" -> say(exchange, 500, "it hurts");
            case "elsewhere" -> {
                exchange.getResponseHeaders().set("Location", url() + "/stolen");
                say(exchange, 307, "");
            }
            case "mirror" -> say(exchange, 400, "you said " + request.headers.get("authorization"));
            case "silent" -> closed.await();
            case "endless" -> {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    byte[] part = new byte[8_192];
                    while (closed.getCount() > 0) {
                        out.write(part);
                    }
                }
            }
            default -> say(exchange, 404, "no such thing");
        }
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String wecom(Asked request) {
        String key = request.query.getOrDefault("key", "");
        if (!key.equals(WECOM_KEY)) {
            return "{\"errcode\":93000,\"errmsg\":\"invalid webhook url, key=" + key + "\"}";
        }
        int length = request.json().at("/markdown/content").asString().getBytes(StandardCharsets.UTF_8).length;
        return length > 4_096
                ? "{\"errcode\":40058,\"errmsg\":\"markdown.content exceed max length 4096\"}"
                : "{\"errcode\":0,\"errmsg\":\"ok\"}";
    }

    private static String dingtalk(Asked request) throws GeneralSecurityException {
        if (!DINGTALK_TOKEN.equals(request.query.get("access_token"))) {
            return "{\"errcode\":300005,\"errmsg\":\"token is not exist\"}";
        }
        String timestamp = request.query.getOrDefault("timestamp", "0");
        byte[] sign = hmac(DINGTALK_SECRET.getBytes(StandardCharsets.UTF_8), timestamp + "\n" + DINGTALK_SECRET);
        boolean recent = Math.abs(System.currentTimeMillis() - Long.parseLong(timestamp)) < 3_600_000;
        return recent && Base64.getEncoder().encodeToString(sign).equals(request.query.get("sign"))
                ? "{\"errcode\":0,\"errmsg\":\"ok\"}"
                : "{\"errcode\":310000,\"errmsg\":\"sign not match\"}";
    }

    private static void slack(HttpExchange exchange, Asked request) throws IOException {
        if (!request.path.equals("/slack/" + SLACK_PATH)) {
            say(exchange, 404, "no_service");
            return;
        }
        try {
            say(exchange, 200, request.json().path("attachments").isArray() ? "ok" : "no_text");
        } catch (JacksonException e) {
            say(exchange, 400, "invalid_payload");
        }
    }

    /** As the libraries of Standard Webhooks verify it. */
    private static boolean isSigned(Asked request) throws GeneralSecurityException {
        String id = request.headers.getOrDefault("webhook-id", "");
        String timestamp = request.headers.getOrDefault("webhook-timestamp", "0");
        boolean recent = Math.abs(System.currentTimeMillis() / 1_000 - Long.parseLong(timestamp)) < 300;
        byte[] sign = hmac(Base64.getDecoder().decode(HOOK_KEY), id + "." + timestamp + "." + request.body);
        return recent
                && ("v1," + Base64.getEncoder().encodeToString(sign)).equals(request.headers.get("webhook-signature"))
                && ("Bearer " + HOOK_TOKEN).equals(request.headers.get("authorization"));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private void sms(HttpExchange exchange, Asked request) throws IOException {
        if (!("APPCODE " + SMS_KEY).equals(request.headers.get("authorization"))) {
            say(exchange, 403, "{\"Code\":\"Forbidden\"}");
            return;
        }
        boolean json = request.headers.getOrDefault("content-type", "").startsWith("application/json");
        String number = json
                ? request.json().path("phone").asString()
                : fields(request.body).getOrDefault("PhoneNumbers", "");
        if (number.endsWith("000")) {
            say(exchange, 200, "{\"Code\":\"isv.MOBILE_NUMBER_ILLEGAL\"}");
        } else if (number.endsWith("400")) {
            say(exchange, 400, "{\"Code\":\"no such number\"}");
        } else if (number.endsWith("503")
                && asked("/sms").stream()
                                .filter(each -> each.body.contains("503"))
                                .count()
                        == 1) {
            say(exchange, 503, "");
        } else {
            say(exchange, 200, "{\"Code\":\"OK\"}");
        }
    }

    static Map<String, String> form(String body) {
        return fields(body);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
