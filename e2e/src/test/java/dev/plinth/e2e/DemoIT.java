// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.e2e.Buyers.Bought;
import dev.plinth.engines.SecretFiles;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The demo shop on the whole platform: bought in, followed, and killed piece by piece. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {
    private static final List<String> VICTIMS = List.of(
            "catalog",
            "orders",
            "payments",
            "gateway",
            "core",
            "redis",
            "opensearch",
            "kafka",
            "postgres",
            "supervisor");

    @TempDir
    static Path directory;

    private static Plinth plinth;
    private static Visitor customer;

    @BeforeAll
    static void start() throws Exception {
        plinth = new Plinth(directory.resolve("data"));
        Plinth.Result up = plinth.up("--demo");
        assertThat(up.code()).as(up.output()).isZero();
        assertThat(up.output()).contains(plinth.publicUrl() + "/shop/");
        customer = customer("ada");
    }

    @AfterAll
    static void stop() {
        plinth.close();
    }

    private static Visitor customer(String name) throws Exception {
        Plinth.Result created = plinth.run("user", "create", name);
        assertThat(created.code()).as(created.output()).isZero();
        Visitor visitor = new Visitor(plinth.publicUrl());
        String password = "four words are enough";
        visitor.follow(visitor.submit(visitor.get(created.link()), Map.of("password", password, "repeated", password)));
        assertThat(visitor.visit("/shop/account").uri().getPath()).isEqualTo("/shop/");
        return visitor;
    }

    @Test
    @Order(1)
    void a_film_is_found_bought_and_followed_through_everything() throws Exception {
        Visitor anybody = new Visitor(plinth.publicUrl());
        JsonNode found = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> Plinth.JSON.readTree(
                                anybody.get("/shop/api/films?query=casablanca").body()),
                        films -> films.at("/items/0/id").asInt(0) > 0);
        int film = found.at("/items/0/id").asInt();
        assertThat(found.at("/items/0/title").asString()).isEqualTo("Casablanca");
        assertThat(anybody.get("/shop/").body()).contains("<html");
        JsonNode order = buy(film, "key-1");
        assertThat(buy(film, "key-1").at("/id")).as("the same key again").isEqualTo(order.at("/id"));
        String trace = order.at("/traceId").asString();
        assertThat(trace).matches("[0-9a-f]{32}");
        await().atMost(Duration.ofSeconds(30)).until(() -> statusOf(order), status -> !status.equals("PLACED"));
        await("the trace has every step").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode spans = plinth.get("/api/v1/traces/" + trace).at("/spans");
            Set<String> services = spans.valueStream()
                    .map(span -> span.at("/service").asString(""))
                    .collect(Collectors.toSet());
            assertThat(services).contains("gateway", "orders", "catalog", "payments");
            assertThat(spans.toString()).contains("shop.orders").contains("postgresql");
        });
        await("its log lines are found").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode logs = plinth.get("/api/v1/logs?traceId=" + trace).at("/items");
            assertThat(logs.toString()).contains(order.at("/id").asString());
        });
        assertThat(events().get(order.at("/id").asString()).getFirst()).isEqualTo("ORDER_PLACED");
        await("what it was to the business").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(transaction("checkout").path("count").asInt()).isEqualTo(2);
            assertThat(transaction("checkout").path("users").asInt()).isEqualTo(1);
            assertThat(transaction("checkout").path("amount").decimalValue()).isPositive();
            assertThat(transaction("payment").path("count").asInt()).isEqualTo(1);
            JsonNode visits = plinth.get("/api/v1/business/visits?env=dev&by=app&app=catalog");
            assertThat(visits.at("/total/views").asInt()).isPositive();
            assertThat(visits.at("/total/visitors").asInt()).isPositive();
        });
        await("what talks to what")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                plinth.get("/api/v1/service-graph?minutes=15").toString())
                        .contains("orders", "payments", "shop.orders"));
    }

    private static JsonNode transaction(String name) throws Exception {
        return plinth.get("/api/v1/business/transactions/" + name + "?env=dev").path("total");
    }

    private static JsonNode buy(int film, String key) throws Exception {
        return buy(customer, film, key);
    }

    private static JsonNode buy(Visitor visitor, int film, String key) throws Exception {
        var answer = visitor.send(visitor.request("/shop/api/orders")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString("{\"filmId\": %d, \"quantity\": 1}".formatted(film))));
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return Plinth.JSON.readTree(answer.body());
    }

    private static String statusOf(JsonNode order) throws Exception {
        return Plinth.JSON
                .readTree(customer.get("/shop/api/orders/" + order.at("/id").asString())
                        .body())
                .at("/status")
                .asString("");
    }

    @Test
    @Order(2)
    void a_failure_share_that_is_changed_counts_at_once() throws Exception {
        share("1");
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    JsonNode order = buy(1, UUID.randomUUID().toString());
                    await().atMost(Duration.ofSeconds(10))
                            .until(() -> statusOf(order), status -> !status.equals("PLACED"));
                    assertThat(statusOf(order)).isEqualTo("PAYMENT_FAILED");
                });
        await("who was hit, and why").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode payment = transaction("payment");
            assertThat(payment.path("failures").asInt()).isPositive();
            assertThat(payment.path("failedUsers").asInt()).isEqualTo(1);
            assertThat(payment.at("/reasons/0/reason").asString()).isEqualTo("declined");
        });
        share("0.05");
    }

    private static void share(String value) throws Exception {
        share(value, "share");
    }

    private static void share(String value, String message) throws Exception {
        String document =
                "{\"kind\": \"Config\", \"env\": \"dev\", \"name\": \"payments\", \"spec\": {\"content\": \"shop.payments.failure-share: %s\"}}"
                        .formatted(value);
        assertThat(plinth.apply(document, message).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(3)
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void payments_that_fail_are_one_alert_that_names_the_change_and_whom_it_hits_and_takes_it_back() throws Exception {
        List<Visitor> people = List.of(customer, customer("eve"));
        share("1", "all-fail");
        String id = await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(2))
                .until(
                        () -> {
                            for (Visitor each : people) {
                                buy(each, 1, UUID.randomUUID().toString());
                            }
                            return plinth.get("/api/v1/alerts?env=dev&severity=critical");
                        },
                        alerts -> alerts.at("/items/0/name").asString("").equals("PaymentsFail"))
                .at("/items/0/id")
                .asString();
        await("all that failed is counted").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode alert = plinth.get("/api/v1/alerts/" + id);
            assertThat(alert.at("/alert/summary").asString("")).endsWith("of payments fail");
            assertThat(alert.at("/context/services/0").asString("")).isEqualTo("payments");
            JsonNode payment = alert.at("/context/impacts")
                    .valueStream()
                    .filter(each -> each.path("transaction").asString("").equals("payment"))
                    .findFirst()
                    .orElseThrow();
            assertThat(payment.path("users").asInt()).as(payment.toString()).isEqualTo(people.size());
            assertThat(payment.path("failures").asInt()).isGreaterThanOrEqualTo(5);
            assertThat(payment.path("amount").decimalValue()).isPositive();
            assertThat(payment.at("/reasons/0").asString("")).isEqualTo("declined");
        });
        JsonNode change = plinth.get("/api/v1/alerts/" + id)
                .at("/context/changes")
                .valueStream()
                .filter(each -> each.path("message").asString("").equals("all-fail"))
                .findFirst()
                .orElseThrow();
        assertThat(change.path("kind").asString("") + "/" + change.path("name").asString(""))
                .isEqualTo("Config/payments");
        assertThat(change.path("direct").asBoolean(false)).isTrue();
        assertThat(change.path("why").asString("")).isEqualTo("names payments");
        assertThat(plinth.get("/api/v1/alerts?env=dev&state=all")
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("name").asString(""))
                        .filter("PaymentsFail"::equals))
                .as("one alert, however many fail")
                .hasSize(1);

        HttpResponse<String> reverted = plinth.http()
                .send(
                        plinth.request("/api/v1/alerts/" + id + "/revert")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"changeSet\": %d}"
                                        .formatted(change.path("changeSet").asLong())))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(reverted.statusCode()).as(reverted.body()).isEqualTo(200);
        long position = Plinth.JSON.readTree(reverted.body()).path("position").asLong();
        assertThat(plinth.get("/api/v1/resources/Config/payments?env=dev&position=" + position)
                        .toString())
                .contains("failure-share: 0.05");
    }

    @Test
    @Order(4)
    void somebody_buys_and_decides_in_a_browser() {
        Plinth.Result link = plinth.run("user", "reset", "admin");
        Browser.walk("demo", plinth, link.link(), directory.resolve("browser"), Map.of());
    }

    @Test
    @Order(5)
    void traffic_says_what_came_back() {
        Plinth.Result traffic = plinth.run("demo", "traffic", "--rps", "20", "--for", "5s", "--customers", "2");
        assertThat(traffic.code()).as(traffic.output()).isZero();
        assertThat(traffic.output())
                .contains("2 customers are signed in")
                .contains("order")
                .contains("201 ×")
                .doesNotContain("lost");
        assertThat(plinth.run("demo", "traffic", "--rps", "0").code()).isEqualTo(2);
        assertThat(plinth.run("demo", "traffic", "--for", "soon").output()).contains("as 30s, 5m or 1h");
    }

    @Test
    @Order(6)
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void nothing_acknowledged_is_lost_or_doubled_whatever_is_killed() throws Exception {
        List<Visitor> people = List.of(customer("ben"), customer("cleo"), customer("dan"));
        Buyers buyers = new Buyers(people);
        try (Writers writers = new Writers(4, List.of(plinth), 300, () -> false);
                Follower follower = new Follower(List.of(plinth));
                buyers) {
            await().until(follower::started);
            for (String victim : VICTIMS) {
                killAndAwait(victim, buyers, writers);
            }
            writers.close();
            assertThat(writers.wrong()).isEmpty();
            checkLedger(writers, follower);
        }
        assertThat(buyers.wrong()).isEmpty();
        checkOrders(buyers);
    }

    private static void killAndAwait(String victim, Buyers buyers, Writers writers) {
        long pid = plinth.pid(victim);
        assertThat(pid).as(victim).isPositive();
        Instant killed = Instant.now();
        Plinth.kill(pid);
        await(victim)
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> plinth.pid(victim) != pid && plinth.allReady());
        Duration back = Duration.between(killed, Instant.now());
        int orders = buyers.acknowledged().size();
        int changes = writers.acknowledged().size();
        await(victim + ": changes are taken again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> writers.acknowledged().size() > changes + 20);
        await(victim + ": orders are taken again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> buyers.acknowledged().size() > orders + 5);
        System.out.printf(
                "%s killed: all ready after %d s, used again after %d s%n",
                victim,
                back.toSeconds(),
                Duration.between(killed, Instant.now()).toSeconds());
    }

    private static void checkLedger(Writers writers, Follower follower) throws Exception {
        LedgerRows ledger = LedgerRows.read(
                "jdbc:postgresql://127.0.0.1:" + plinth.port(7432) + "/plinth",
                "plinth",
                plinth.data().resolve("secrets/postgres.password"));
        assertThat(ledger.changes()).isEqualTo(ledger.head());
        assertThat(ledger.seenThatMustNot()).isZero();
        for (Map.Entry<String, Writers.Acknowledged> each :
                writers.acknowledged().entrySet()) {
            assertThat(ledger.lastByMessage())
                    .containsEntry(each.getKey(), each.getValue().position());
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> follower.last() >= ledger.head());
        assertThat(follower.failures()).isEmpty();
        assertThat(follower.seen()).doesNotHaveDuplicates().isSorted().hasSize((int)
                (ledger.head() - follower.seen().getFirst() + 1));
        for (JsonNode process : plinth.processes()) {
            assertThat(process.at("/rssBytes").asLong()).as(process.toString()).isPositive();
        }
    }

    private static void checkOrders(Buyers buyers) throws Exception {
        await("all are at their end")
                .atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(rows("select count(*) from shop_order where status = 'PLACED'"))
                        .containsExactly("0"));
        await("the outbox is empty")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(rows("select count(*) from outbox")).containsExactly("0"));
        assertThat(
                        rows(
                                "select idempotency_key || ' ' || id from shop_order where idempotency_key ~ '^[0-9a-f-]{36}$'"))
                .as("each acknowledged order is there once")
                .containsAll(buyers.acknowledged().entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue().id())
                        .toList())
                .doesNotHaveDuplicates();
        Map<String, List<String>> events = events();
        for (Bought bought : buyers.acknowledged().values()) {
            List<String> ofOrder = events.getOrDefault(bought.id(), List.of());
            assertThat(ofOrder.stream().distinct().toList())
                    .as(bought.toString())
                    .hasSize(2)
                    .startsWith("ORDER_PLACED");
        }
        await("the catalog has counted each once")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(rowsOf("dev.shop-catalog", "select coalesce(sum(sold), 0) from film"))
                        .isEqualTo(rows("select coalesce(sum(quantity), 0) from shop_order where status = 'PAID'")));
    }

    private static List<String> rows(String sql) throws SQLException {
        return rowsOf("dev.shop-orders", sql);
    }

    private static List<String> rowsOf(String database, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + plinth.port(7432) + "/" + database,
                        "plinth",
                        SecretFiles.read(plinth.data().resolve("secrets/postgres.password")));
                ResultSet all = connection.createStatement().executeQuery(sql)) {
            while (all.next()) {
                rows.add(all.getString(1));
            }
        }
        return rows;
    }

    /** Types of the events in Kafka, by order, in their order. */
    private static Map<String, List<String>> events() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", "127.0.0.1:" + plinth.port(7092));
        settings.put("security.protocol", "SASL_PLAINTEXT");
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"plinth\" password=\"%s\";"
                        .formatted(SecretFiles.read(plinth.data().resolve("secrets/kafka.password"))));
        Map<String, List<String>> events = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("shop.orders").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofSeconds(1))) {
                    events.computeIfAbsent(each.key(), key -> new ArrayList<>())
                            .add(Plinth.JSON.readTree(each.value()).at("/type").asString(""));
                }
            }
        }
        return events;
    }
}
