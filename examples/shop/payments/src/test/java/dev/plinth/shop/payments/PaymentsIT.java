// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import dev.plinth.spring.Live;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Clock;
import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** The whole service on a real PostgreSQL, over HTTP. */
class PaymentsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static ConfigurableApplicationContext service;

    /** Any token is good, and names who sends it. */
    @Configuration(proxyBeanMethods = false)
    static class Tokens {
        @Bean
        JwtDecoder decoder() {
            return token -> Jwt.withTokenValue(token)
                    .header("alg", "none")
                    .claim("principal", token.replace('.', ':'))
                    .build();
        }
    }

    /** Settings that the test changes. */
    private record Settings(AtomicReference<PaymentSettings> current) implements Live<PaymentSettings> {
        @Override
        public PaymentSettings value() {
            return current.get();
        }

        @Override
        public void onChange(Consumer<? super PaymentSettings> listener) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        EngineConnection database = TestingPostgres.freshDatabase();
        service = new SpringApplicationBuilder(PaymentsApplication.class, Tokens.class)
                .run(
                        "--server.port=0",
                        "--plinth.enabled=false",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password="
                                + Files.readString(Objects.requireNonNull(database.passwordFile()))
                                        .strip());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static HttpResponse<String> pay(String caller, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/payments"
                        .formatted(service.getEnvironment().getProperty("local.server.port"))))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!caller.isEmpty()) {
            request.header("Authorization", "Bearer " + caller.replace(':', '.'));
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String body(UUID order, long cents) {
        return "{\"orderId\": \"%s\", \"amountCents\": %d, \"currency\": \"EUR\"}".formatted(order, cents);
    }

    @Test
    void an_order_is_paid_once_however_often_it_is_asked() throws Exception {
        UUID order = UUID.randomUUID();
        HttpResponse<String> first = pay("app:orders", body(order, 999));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.body()).contains("\"status\":\"PAID\"");
        assertThat(pay("app:orders", body(order, 999)).body()).isEqualTo(first.body());
        HttpResponse<String> other = pay("app:orders", body(order, 1));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("payments.order-id-reused", "999 cents EUR");
    }

    @Test
    void many_who_ask_at_once_get_the_same_answer() throws Exception {
        UUID order = UUID.randomUUID();
        Till undecided = till(new PaymentSettings(0.5));
        Set<Payment> answers = new HashSet<>();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Payment> each : IntStream.range(0, 20)
                    .mapToObj(i -> many.submit(() -> undecided.take(new PaymentRequest(order, 999L, "EUR"))))
                    .toList()) {
                answers.add(each.get());
            }
        }
        assertThat(answers).hasSize(1);
    }

    @Test
    void the_share_that_the_settings_say_is_declined_from_the_next_payment_on() {
        AtomicReference<PaymentSettings> settings = new AtomicReference<>(new PaymentSettings(0));
        Till till = till(settings);
        assertThat(declinedOf(100, till)).isZero();
        settings.set(new PaymentSettings(1));
        assertThat(declinedOf(100, till)).isEqualTo(100);
        settings.set(new PaymentSettings(0.3));
        assertThat(declinedOf(1000, till)).isBetween(230L, 370L);
    }

    private static long declinedOf(int payments, Till till) {
        return IntStream.range(0, payments)
                .filter(i -> till.take(new PaymentRequest(UUID.randomUUID(), 999L, "EUR"))
                        .status()
                        .equals(Payment.Status.DECLINED))
                .count();
    }

    private static Till till(PaymentSettings settings) {
        return till(new AtomicReference<>(settings));
    }

    private static Till till(AtomicReference<PaymentSettings> settings) {
        return new Till(
                service.getBean(PaymentMapper.class), new Settings(settings), new Random(42), Clock.systemUTC());
    }

    @Test
    void nobody_but_the_orders_service_may_ask() throws Exception {
        UUID order = UUID.randomUUID();
        assertThat(pay("", body(order, 999)).statusCode()).isEqualTo(401);
        for (String other : new String[] {"user:ada", "app:catalog"}) {
            HttpResponse<String> refused = pay(other, body(order, 999));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.body()).contains("payments.forbidden");
        }
    }

    @Test
    void what_is_wrong_is_named_with_what_was_given_and_what_is_expected() throws Exception {
        HttpResponse<String> refused = pay(
                "app:orders",
                "{\"orderId\": \"%s\", \"amountCents\": -5, \"currency\": \"euro\"}".formatted(UUID.randomUUID()));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains(
                        "request.invalid",
                        "{\"field\":\"amountCents\",\"given\":\"-5\",\"expected\":\"must be greater than 0\"}",
                        "{\"field\":\"currency\",\"given\":\"euro\",\"expected\":\"a currency of three capital letters, as EUR\"}");
        assertThat(pay("app:orders", "{\"orderId\": 7}").body())
                .contains("request.unreadable", "\"field\":\"orderId\"");
        assertThat(pay("app:orders", "{\"order\": 7}").body()).contains("request.unreadable", "\"field\":\"order\"");
        assertThat(pay("app:orders", "{").body()).contains("request.unreadable", "(body)");
        assertThat(pay("app:orders", "").body()).contains("request.unreadable", "(body)");
    }
}
