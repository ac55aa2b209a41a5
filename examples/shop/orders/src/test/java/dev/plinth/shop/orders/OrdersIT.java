// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import dev.plinth.spring.Discovered;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a real PostgreSQL and a real Kafka; catalog and payments answer as the test wants. */
class OrdersIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TOPIC = "shop.orders";

    @TempDir
    static Path directory;

    private static TestingEngine kafka;
    private static HttpServer others;
    private static volatile int paymentsStatus = 200;
    private static volatile String paymentsOutcome = "PAID";
    private static ConfigurableApplicationContext service;
    private static List<String> settings;

    /** Any token is good and names who sends it; services are found at the server of this test. */
    @Configuration(proxyBeanMethods = false)
    static class Surroundings {
        @Bean
        JwtDecoder decoder() {
            return token -> Jwt.withTokenValue(token)
                    .header("alg", "none")
                    .claim("principal", token.replace('.', ':'))
                    .build();
        }

        @Bean(defaultCandidate = false)
        @Discovered
        @Scope("prototype")
        RestClient.Builder plinthRestClientBuilder(RestClientBuilderConfigurer configurer) {
            ClientHttpRequestInterceptor toTheTest = (request, body, execution) -> execution.execute(
                    new HttpRequestWrapper(request) {
                        @Override
                        public URI getURI() {
                            return URI.create(
                                    "http://127.0.0.1:" + others.getAddress().getPort()
                                            + request.getURI().getRawPath());
                        }
                    },
                    body);
            return configurer.configure(RestClient.builder()).requestInterceptor(toTheTest);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        others = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        others.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        others.createContext("/shop/api/films/", exchange -> {
            String id = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
            answer(
                    exchange,
                    id.equals("9999") ? 404 : id.equals("500") ? 500 : 200,
                    "{\"id\": %s, \"title\": \"Film %s\", \"priceCents\": 799, \"currency\": \"EUR\", \"score\": 7.1}"
                            .formatted(id, id));
        });
        others.createContext(
                "/payments",
                exchange -> answer(exchange, paymentsStatus, "{\"status\": \"%s\"}".formatted(paymentsOutcome)));
        others.start();
        kafka = new TestingEngine(new KafkaEngine(), directory);
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 4, (short) 1))).all().get();
        }
        EngineConnection database = TestingPostgres.freshDatabase();
        settings = List.of(
                "--server.port=0",
                "--plinth.enabled=false",
                "--plinth.topics.shop.orders=" + TOPIC,
                "--shop.orders.first-retry=1s",
                "--shop.orders.longest-retry=1s",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + SecretFiles.read(Objects.requireNonNull(database.passwordFile())),
                "--spring.kafka.bootstrap-servers=" + kafka.connection().url(),
                "--spring.kafka.security.protocol=SASL_PLAINTEXT",
                "--spring.kafka.properties[sasl.mechanism]=SCRAM-SHA-512",
                "--spring.kafka.properties[sasl.jaas.config]=" + jaas(),
                "--logging.level.org.apache.kafka=error");
        service = run();
    }

    private static ConfigurableApplicationContext run() {
        return new SpringApplicationBuilder(OrdersApplication.class, Surroundings.class)
                .run(settings.toArray(String[]::new));
    }

    private static Map<String, Object> client() {
        return Map.of(
                "bootstrap.servers",
                kafka.connection().url(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                jaas(),
                "group.id",
                "test-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest");
    }

    private static String jaas() {
        EngineConnection connection = kafka.connection();
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(connection.username(), SecretFiles.read(Objects.requireNonNull(connection.passwordFile())));
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange, int status, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @AfterAll
    static void stop() {
        service.close();
        kafka.close();
        others.stop(0);
    }

    @BeforeEach
    void paymentsAnswers() {
        paymentsStatus = 200;
        paymentsOutcome = "PAID";
    }

    private static HttpRequest.Builder request(String customer, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                "http://127.0.0.1:%s%s".formatted(service.getEnvironment().getProperty("local.server.port"), path)));
        if (!customer.isEmpty()) {
            request.header("Authorization", "Bearer " + customer.replace(':', '.'));
        }
        return request;
    }

    private static HttpResponse<String> order(String customer, String key, String body) throws Exception {
        return HTTP.send(
                request(customer, "/shop/api/orders")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode placed(String customer, String key) throws Exception {
        HttpResponse<String> answer = order(customer, key, "{\"filmId\": 7, \"quantity\": 2}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> get(String customer, String path) throws Exception {
        return HTTP.send(request(customer, path).build(), BodyHandlers.ofString());
    }

    private static String status(String customer, String id) throws Exception {
        return JSON.readTree(get(customer, "/shop/api/orders/" + id).body())
                .at("/status")
                .asString();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    /** All events of an order that Kafka has, in its order, once there are so many. */
    private static List<ConsumerRecord<String, String>> events(String order, int count) {
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client(), new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.key().equals(order)) {
                        found.add(record);
                    }
                });
                return found.size() >= count;
            });
        }
        return found;
    }

    private static List<String> types(List<ConsumerRecord<String, String>> events) {
        return events.stream()
                .map(event -> JSON.readTree(event.value()).at("/type").asString())
                .toList();
    }

    private static void assertOutboxIsEmpty() {
        await().until(() -> service.getBean(JdbcTemplate.class)
                .queryForObject("select count(*) from outbox", Integer.class)
                .equals(0));
    }

    @Test
    void an_order_is_placed_paid_and_told_in_one_trace() throws Exception {
        JsonNode order = placed("user:ada", key());
        assertThat(order.at("/amountCents").asLong()).isEqualTo(1598);
        assertThat(order.at("/title").asString()).isEqualTo("Film 7");
        assertThat(order.has("customer")).isFalse();
        String id = order.at("/id").asString();
        await().until(() -> status("user:ada", id).equals("PAID"));
        List<ConsumerRecord<String, String>> events = events(id, 2);
        assertThat(types(events)).containsExactly("ORDER_PLACED", "ORDER_PAID");
        String trace = order.at("/traceId").asString();
        assertThat(trace).matches("[0-9a-f]{32}");
        for (ConsumerRecord<String, String> event : events) {
            assertThat(JSON.readTree(event.value()).at("/traceId").asString()).isEqualTo(trace);
            assertThat(new String(event.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8))
                    .contains(trace);
        }
        assertOutboxIsEmpty();
    }

    @Test
    void the_same_key_is_the_same_order_also_for_many_at_once() throws Exception {
        String key = key();
        Set<String> ids = new HashSet<>();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> answers = IntStream.range(0, 12)
                    .mapToObj(i -> many.submit(() -> placed("user:ada", key)))
                    .toList();
            for (Future<JsonNode> answer : answers) {
                ids.add(answer.get().at("/id").asString());
            }
        }
        assertThat(ids).hasSize(1);
        HttpResponse<String> other = order("user:ada", key, "{\"filmId\": 8, \"quantity\": 2}");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("orders.idempotency-key-reused", "filmId 7, quantity 2");
        assertThat(placed("user:eve", key).at("/id").asString())
                .as("a key is its customer's own")
                .isNotIn(ids);
    }

    @Test
    void a_declined_payment_is_told_and_stays_so() throws Exception {
        paymentsOutcome = "DECLINED";
        String id = placed("user:ada", key()).at("/id").asString();
        await().until(() -> status("user:ada", id).equals("PAYMENT_FAILED"));
        assertThat(types(events(id, 2))).containsExactly("ORDER_PLACED", "ORDER_PAYMENT_FAILED");
    }

    @Test
    void while_payments_is_away_an_order_waits_and_is_paid_later() throws Exception {
        paymentsStatus = 503;
        String id = placed("user:ada", key()).at("/id").asString();
        await().until(() -> service.getBean(JdbcTemplate.class)
                        .queryForObject("select attempts from shop_order where id = ?::uuid", Integer.class, id)
                > 0);
        assertThat(status("user:ada", id)).isEqualTo("PLACED");
        paymentsStatus = 200;
        await().until(() -> status("user:ada", id).equals("PAID"));
        assertThat(types(events(id, 2))).containsExactly("ORDER_PLACED", "ORDER_PAID");
    }

    @Test
    void killed_between_send_and_commit_an_event_is_sent_again_with_the_same_id() throws Exception {
        OutboxRelay relay = service.getBean(OutboxRelay.class);
        relay.stop();
        String id = placed("user:ada", key()).at("/id").asString();
        await().until(() -> status("user:ada", id).equals("PAID"));
        TransactionTemplate transactions = service.getBean(TransactionTemplate.class);
        assertThatThrownBy(() -> transactions.executeWithoutResult(transaction -> {
                    assertThat(relay.relay()).isPositive();
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        relay.start();
        List<ConsumerRecord<String, String>> events = events(id, 3);
        assertThat(types(events)).containsExactly("ORDER_PLACED", "ORDER_PLACED", "ORDER_PAID");
        assertThat(events.get(1).value()).isEqualTo(events.get(0).value());
        assertOutboxIsEmpty();
    }

    @Test
    void only_one_copy_relays_at_a_time() {
        TransactionTemplate transactions = service.getBean(TransactionTemplate.class);
        OutboxMapper outbox = service.getBean(OutboxMapper.class);
        await().until(() -> Boolean.TRUE.equals(transactions.execute(transaction -> {
            if (!outbox.tryLock()) {
                return false;
            }
            try (ExecutorService another = Executors.newVirtualThreadPerTaskExecutor()) {
                assertThat(another.submit(() -> transactions.execute(second -> outbox.tryLock()))
                                .get())
                        .isFalse();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return true;
        })));
    }

    @Test
    void orders_are_taken_while_kafka_is_killed_and_told_afterwards() throws Exception {
        List<String> ids = new ArrayList<>();
        kafka.process().kill();
        for (int i = 0; i < 5; i++) {
            ids.add(placed("user:ada", key()).at("/id").asString());
        }
        kafka.killAndRestart();
        for (String id : ids) {
            assertThat(types(events(id, 2)).stream().distinct()).containsExactly("ORDER_PLACED", "ORDER_PAID");
        }
        assertOutboxIsEmpty();
    }

    @Test
    void nobody_sees_orders_of_others() throws Exception {
        String id = placed("user:ada", key()).at("/id").asString();
        assertThat(get("", "/shop/api/orders").statusCode()).isEqualTo(401);
        HttpResponse<String> refused = get("user:eve", "/shop/api/orders/" + id);
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("orders.not-found");
        assertThat(get("user:mallory", "/shop/api/orders").body())
                .isEqualTo("{\"customer\":\"user:mallory\",\"items\":[]}");
        assertThat(get("user:ada", "/shop/api/orders").body()).contains(id);
        HttpResponse<String> account = get("user:ada", "/shop/account");
        assertThat(account.statusCode()).isEqualTo(302);
        assertThat(account.headers().firstValue("Location")).hasValue("/shop/");
    }

    @Test
    void what_is_wrong_is_named_and_nothing_is_ordered() throws Exception {
        assertRefused(
                order("user:eve", key(), "{\"filmId\": 7, \"quantity\": 11}"),
                400,
                "request.invalid",
                "quantity",
                "\"11\"");
        assertRefused(order("user:eve", key(), "{\"filmId\": 7}"), 400, "request.invalid", "quantity");
        assertRefused(
                order("user:eve", key(), "{\"filmId\": \"seven\", \"quantity\": 1}"),
                400,
                "request.unreadable",
                "filmId");
        assertRefused(
                order("user:eve", key(), "{\"filmId\": 7, \"quantity\": 1, \"price\": 1}"),
                400,
                "request.unreadable",
                "price");
        assertRefused(order("user:eve", key(), "{"), 400, "request.unreadable", "(body)");
        assertRefused(
                order("user:eve", "k".repeat(101), "{\"filmId\": 7, \"quantity\": 1}"),
                400,
                "orders.idempotency-key-invalid");
        assertRefused(
                order("user:eve", key(), "{\"filmId\": 9999, \"quantity\": 1}"), 422, "orders.film-unknown", "9999");
        assertRefused(order("user:eve", key(), "{\"filmId\": 500, \"quantity\": 1}"), 503, "orders.catalog-away");
        assertRefused(get("user:eve", "/shop/api/orders/x"), 400, "request.invalid", "\"given\":\"x\"", "UUID");
        HttpResponse<String> keyless = HTTP.send(
                request("user:eve", "/shop/api/orders")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"filmId\": 7, \"quantity\": 1}"))
                        .build(),
                BodyHandlers.ofString());
        assertRefused(keyless, 400, "request.invalid", "Idempotency-Key");
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String... told) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains(told);
    }
}
