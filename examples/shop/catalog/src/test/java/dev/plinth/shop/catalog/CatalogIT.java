// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import dev.plinth.engines.redis.RedisEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.core5.http.HttpHost;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on the real engines. Those that kill an engine come last, so that the others need not wait for it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CatalogIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TOPIC = "shop.orders";
    private static final String INDEX = "dev-shop-films";
    private static final String SPACE = "dev.shop-catalog:";

    @TempDir
    static Path directory;

    private static TestingEngine redis;
    private static TestingEngine kafka;
    private static TestingEngine opensearch;
    private static ConfigurableApplicationContext service;
    private static String[] settings;

    /** What the starter brings where there is a Plinth. */
    @Configuration(proxyBeanMethods = false)
    static class Surroundings {
        @Bean
        JwtDecoder decoder() {
            return token -> {
                if (!token.startsWith("good.")) {
                    throw new BadJwtException("forged");
                }
                return Jwt.withTokenValue(token)
                        .header("alg", "none")
                        .claim("principal", "user:ada")
                        .build();
            };
        }

        @Bean
        OpenSearchClient opensearch() {
            EngineConnection connection = opensearch.connection();
            HttpHost host = new HttpHost("http", "127.0.0.1", opensearch.port());
            BasicCredentialsProvider login = new BasicCredentialsProvider();
            login.setCredentials(
                    new AuthScope(host),
                    new UsernamePasswordCredentials(
                            connection.username(), password(connection).toCharArray()));
            return new OpenSearchClient(ApacheHttpClient5TransportBuilder.builder(host)
                    .setHttpClientConfigCallback(
                            http -> http.setDefaultCredentialsProvider(login).disableContentCompression())
                    .build());
        }
    }

    private static String password(EngineConnection connection) {
        return SecretFiles.read(Objects.requireNonNull(connection.passwordFile()));
    }

    @BeforeAll
    static void start() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        CompletableFuture<TestingEngine> search =
                CompletableFuture.supplyAsync(() -> new TestingEngine(new OpenSearchEngine(), directory));
        CompletableFuture<TestingEngine> topics =
                CompletableFuture.supplyAsync(() -> new TestingEngine(new KafkaEngine(), directory));
        redis = new TestingEngine(new RedisEngine(), directory);
        EngineConnection database = TestingPostgres.freshDatabase();
        kafka = topics.get();
        opensearch = search.get();
        try (Admin admin = Admin.create(kafkaClient())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 4, (short) 1))).all().get();
        }
        settings = Stream.of(
                        Stream.of(
                                "server.port=0",
                                "plinth.enabled=false",
                                "plinth.topics.shop.orders=" + TOPIC,
                                "plinth.indexes.shop-films=" + INDEX,
                                "plinth.caches.shop-catalog=" + SPACE,
                                "spring.datasource.url=" + database.url(),
                                "spring.datasource.username=" + database.username(),
                                "spring.datasource.password=" + password(database),
                                "spring.data.redis.host=127.0.0.1",
                                "spring.data.redis.port=" + redis.port(),
                                "spring.data.redis.username="
                                        + redis.connection().username(),
                                "spring.data.redis.password=" + password(redis.connection()),
                                "spring.kafka.consumer.group-id=catalog",
                                "logging.level.org.apache.kafka=error"),
                        kafkaClient().entrySet().stream()
                                .map(each ->
                                        "spring.kafka.properties[%s]=%s".formatted(each.getKey(), each.getValue())),
                        Stream.of("spring.kafka.bootstrap-servers="
                                + kafka.connection().url()))
                .flatMap(each -> each)
                .map(line -> "--" + line)
                .toArray(String[]::new);
        service = run();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> find("").at("/engine").asString().equals("opensearch"));
    }

    private static Map<String, Object> kafkaClient() {
        EngineConnection connection = kafka.connection();
        return Map.of(
                "bootstrap.servers",
                connection.url(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(connection.username(), password(connection)));
    }

    private static ConfigurableApplicationContext run(String... more) {
        return new SpringApplicationBuilder(CatalogApplication.class, Surroundings.class)
                .run(Stream.concat(Arrays.stream(settings), Arrays.stream(more)).toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        service.close();
        Stream.of(redis, kafka, opensearch).forEach(TestingEngine::close);
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return get(service, path, headers);
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext copy, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                "http://127.0.0.1:%s%s".formatted(copy.getEnvironment().getProperty("local.server.port"), path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode find(String query) throws Exception {
        HttpResponse<String> answer = get("/shop/api/films?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode words(String words) throws Exception {
        return find("query=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
    }

    /** By OpenSearch: for a search that takes too long, as on a busy machine, PostgreSQL steps in. */
    private static JsonNode indexed(String words) {
        return await().until(
                        () -> words(words),
                        page -> page.at("/engine").asString().equals("opensearch"));
    }

    private static List<String> titles(JsonNode page) {
        return page.at("/items")
                .valueStream()
                .map(film -> film.at("/title").asString())
                .toList();
    }

    private static int idOf(String title) throws Exception {
        return words(title).at("/items/0/id").asInt();
    }

    private static long sold(ConfigurableApplicationContext copy, int id) throws Exception {
        return JSON.readTree(get(copy, "/shop/api/films/" + id).body())
                .at("/sold")
                .asLong();
    }

    private static void told(UUID event, String type, int film, int quantity) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(kafkaClient(), new StringSerializer(), new StringSerializer())) {
            String order = UUID.randomUUID().toString();
            producer.send(new ProducerRecord<>(TOPIC, order, """
                            {"id": "%s", "type": "%s", "orderId": "%s", "filmId": %d, "quantity": %d, "new": true}""".formatted(event, type, order, film, quantity)))
                    .get();
        }
    }

    private static JdbcTemplate sql() {
        return service.getBean(JdbcTemplate.class);
    }

    @Test
    @Order(1)
    void all_films_are_there_and_a_start_killed_in_the_middle_is_completed_by_the_next() throws Exception {
        // what was indexed last is found a second later
        await().untilAsserted(() -> assertThat(find("").at("/total").asInt()).isEqualTo(FilmLoader.FILMS));
        sql().update("update film set sold = 7, revision = nextval('film_revision') where id = 1");
        sql().update("delete from film where id > 1200");
        service.getBean(FilmLoader.class).run(new org.springframework.boot.DefaultApplicationArguments());
        assertThat(sql().queryForObject("select count(*) from film", Integer.class))
                .isEqualTo(FilmLoader.FILMS);
        assertThat(sql().queryForObject("select sold from film where id = 1", Integer.class))
                .as("what was there is left alone")
                .isEqualTo(7);
    }

    @Test
    @Order(2)
    void search_finds_by_title_director_and_genre_and_forgives_mistakes() {
        assertThat(titles(indexed("the matrix"))).first().isEqualTo("The Matrix");
        assertThat(titles(indexed("matirx"))).as("two letters exchanged").contains("The Matrix");
        assertThat(titles(indexed("incept"))).as("as it is typed").first().isEqualTo("Inception");
        assertThat(indexed("spielberg").at("/items").valueStream())
                .allMatch(film -> film.at("/director").asString().equals("Steven Spielberg"))
                .hasSizeGreaterThan(10);
        assertThat(indexed("western").at("/total").asInt()).isGreaterThanOrEqualTo(36);
        assertThat(indexed("astérix").at("/total").asInt()).isPositive();
        assertThat(indexed("xyzzyq").at("/total").asInt()).isZero();
    }

    @Test
    @Order(2)
    void filters_sorts_and_pages() throws Exception {
        JsonNode westerns = find("genre=Western&sort=oldest");
        assertThat(westerns.at("/total").asInt()).isEqualTo(36);
        assertThat(westerns.at("/pages").asInt()).isEqualTo(2);
        assertThat(westerns.at("/genres").size())
                .as("other genres can still be chosen")
                .isEqualTo(12);
        List<String> released = westerns.at("/items")
                .valueStream()
                .map(film -> film.at("/released").asString())
                .toList();
        assertThat(released).hasSize(24).isSorted();
        assertThat(find("genre=Western&sort=oldest&page=2").at("/items").size()).isEqualTo(12);
        assertThat(find("genre=Western&decade=1990").at("/items").valueStream())
                .isNotEmpty()
                .allMatch(film -> film.at("/released").asString().startsWith("199"));
        assertThat(find("sort=score").at("/items/0/score").asDouble()).isGreaterThan(9);
        assertThat(find("sort=price").at("/items/0/priceCents").asInt()).isEqualTo(399);
    }

    @Test
    @Order(2)
    void what_is_sold_is_counted_once_and_seen_everywhere() throws Exception {
        int film = idOf("Inception");
        try (ConfigurableApplicationContext second = run()) {
            long before = sold(service, film);
            assertThat(sold(second, film)).isEqualTo(before);
            assertThat(service.getBean(StringRedisTemplate.class).hasKey(SPACE + "film:" + film))
                    .as("the second level")
                    .isTrue();
            UUID event = UUID.randomUUID();
            told(UUID.randomUUID(), "ORDER_PLACED", film, 5);
            told(event, "ORDER_PAID", film, 3);
            told(event, "ORDER_PAID", film, 3);
            await().untilAsserted(() -> {
                assertThat(sold(service, film)).isEqualTo(before + 3);
                assertThat(sold(second, film))
                        .as("the other copy has forgotten it")
                        .isEqualTo(before + 3);
            });
            told(UUID.randomUUID(), "ORDER_PAID", film, 1);
            await().untilAsserted(() -> assertThat(sold(second, film)).isEqualTo(before + 4));
            await().untilAsserted(() -> assertThat(
                            find("sort=popular").at("/items/1/sold").asLong() > 0
                                    && titles(find("sort=popular"))
                                            .subList(0, 2)
                                            .contains("Inception"))
                    .as("the index follows")
                    .isTrue());
        }
    }

    @Test
    @Order(2)
    void the_second_level_answers_without_the_database() throws Exception {
        int film = idOf("Titanic");
        service.getBean(FilmCache.class).film(film);
        String key = SPACE + "film:" + film;
        StringRedisTemplate far = service.getBean(StringRedisTemplate.class);
        String value = Objects.requireNonNull(far.opsForValue().get(key));
        service.getBean(FilmCache.class).evict(film);
        assertThat(far.hasKey(key)).isFalse();
        far.opsForValue().set(key, value.replace("\"sold\":0", "\"sold\":4711"));
        assertThat(sold(service, film)).isEqualTo(4711);
        service.getBean(FilmCache.class).evict(film);
        assertThat(sold(service, film)).isZero();
    }

    @Test
    @Order(2)
    void an_event_that_cannot_be_read_does_not_stop_those_behind_it() throws Exception {
        int film = idOf("Avatar");
        long before = sold(service, film);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(kafkaClient(), new StringSerializer(), new StringSerializer())) {
            for (int partition = 0; partition < 4; partition++) {
                producer.send(new ProducerRecord<>(TOPIC, partition, "x", "{\"id\": 7"))
                        .get();
            }
        }
        told(UUID.randomUUID(), "ORDER_PAID", film, 2);
        await().untilAsserted(() -> assertThat(sold(service, film)).isEqualTo(before + 2));
    }

    @Test
    @Order(2)
    void films_and_the_page_are_open_and_nothing_else_is() throws Exception {
        HttpResponse<String> page = get("/shop/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Plinth Pictures</title>");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self';"));
        assertThat(get("/shop/shop.js").statusCode()).isEqualTo(200);
        assertThat(get("/shop").headers().firstValue("Location")).hasValue("/shop/");
        assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/info").statusCode()).isEqualTo(401);
        assertThat(get("/anything").statusCode()).isEqualTo(401);
        assertThat(get("/anything", "Authorization", "Bearer good.one").statusCode())
                .isEqualTo(404);
        assertThat(get("/shop/api/films/1", "Authorization", "Bearer forged").statusCode())
                .as("a token that is no good is refused, not ignored")
                .isEqualTo(401);
    }

    @Test
    @Order(2)
    void what_is_wrong_is_named() throws Exception {
        assertRefused(
                "/shop/api/films/x", 400, "request.invalid", "\"field\":\"id\"", "\"given\":\"x\"", "a whole number");
        assertRefused("/shop/api/films/99999", 404, "films.not-found", "1 to 3201");
        assertRefused("/shop/api/films?sort=best", 400, "request.invalid", "\"field\":\"sort\"", "relevance, popular");
        assertRefused("/shop/api/films?page=0", 400, "request.invalid", "\"field\":\"page\"", "\"given\":\"0\"");
        assertRefused("/shop/api/films?query=" + "x".repeat(101), 400, "request.invalid", "at most 100 characters");
        assertRefused("/shop/nothing", 404, "\"code\":\"request.refused\"");
    }

    private static void assertRefused(String path, int status, String... told) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains(told);
    }

    @Test
    @Order(3)
    void an_index_that_is_gone_is_made_anew_from_the_database() throws Exception {
        OpenSearchClient client = service.getBean(OpenSearchClient.class);
        client.indices().delete(delete -> delete.index(INDEX));
        assertThat(titles(words("Inception"))).as("by PostgreSQL meanwhile").contains("Inception");
        await().atMost(Duration.ofSeconds(40)).ignoreExceptions().untilAsserted(() -> {
            assertThat(client.count(count -> count.index(INDEX)).count()).isEqualTo(FilmLoader.FILMS);
            assertThat(find("").at("/engine").asString()).isEqualTo("opensearch");
        });
    }

    @Test
    @Order(4)
    void while_redis_is_away_films_are_shown_and_a_copy_starts() throws Exception {
        redis.process().kill();
        for (int film = 100; film < 110; film++) {
            assertThat(get("/shop/api/films/" + film).statusCode()).isEqualTo(200);
        }
        try (ConfigurableApplicationContext second = run()) {
            assertThat(get(second, "/shop/api/films/100").statusCode()).isEqualTo(200);
        }
        redis.killAndRestart();
        StringRedisTemplate far = service.getBean(StringRedisTemplate.class);
        await().ignoreExceptions().untilAsserted(() -> {
            service.getBean(FilmCache.class).evict(100);
            service.getBean(FilmCache.class).film(100);
            assertThat(far.hasKey(SPACE + "film:100")).isTrue();
        });
    }

    @Test
    @Order(5)
    void while_opensearch_is_away_postgresql_finds_films() throws Exception {
        opensearch.process().kill();
        JsonNode page = words("Inception");
        assertThat(page.at("/engine").asString()).isEqualTo("postgresql");
        assertThat(titles(page)).containsExactly("Inception");
        assertThat(find("query=100%25").at("/total").asInt())
                .as("a percent sign is a letter")
                .isZero();
        assertThat(find("genre=Western").at("/total").asInt()).isEqualTo(36);
        opensearch.killAndRestart();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(words("incpetion").at("/items/0/title").asString())
                                .isEqualTo("Inception"));
    }
}
