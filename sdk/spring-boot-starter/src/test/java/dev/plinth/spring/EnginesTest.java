// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.client.EngineConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/** What an application has of its engines when Plinth gave it some. */
class EnginesTest {
    @TempDir
    static Path directory;

    private static EngineConnection given(
            String kind, String name, String object, String url, Map<String, String> more) {
        return new EngineConnection(kind, name, object, url, "dev.orders", "planted", more);
    }

    private static final EngineConnection DATABASE =
            given("Database", "shop", "dev.shop", "jdbc:postgresql://db:1/dev.shop", Map.of());
    private static final List<EngineConnection> ALL = List.of(
            DATABASE,
            given(
                    "Topic",
                    "shop.orders",
                    "dev.shop.orders",
                    "k1:9092,k2:9092",
                    Map.of(
                            "group",
                            "dev.orders",
                            "securityProtocol",
                            "SASL_PLAINTEXT",
                            "saslMechanism",
                            "SCRAM-SHA-512")),
            given("Index", "films", "dev.films", "http://127.0.0.1:1", Map.of()),
            given("CacheSpace", "shop", "dev.shop:", "redis://cache:6380", Map.of("prefix", "dev.shop:")));

    private static ApplicationContextRunner runner(List<EngineConnection> given) {
        return new ApplicationContextRunner()
                .withInitializer(
                        context -> context.getEnvironment().getPropertySources().addLast(new EngineConnections(given)))
                .withConfiguration(AutoConfigurations.of(
                        PlinthAutoConfiguration.class, EnginesAutoConfiguration.class, KafkaAutoConfiguration.class))
                .withPropertyValues(
                        "plinth.url=http://127.0.0.1:1",
                        "plinth.app=orders",
                        "plinth.secret=s",
                        "plinth.directory=" + directory);
    }

    @Test
    void each_engine_is_reached_with_the_account_of_the_app() {
        runner(ALL).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(OpenSearchClient.class);
            JdbcConnectionDetails database = context.getBean(JdbcConnectionDetails.class);
            assertThat(database.getJdbcUrl()).isEqualTo("jdbc:postgresql://db:1/dev.shop");
            assertThat(database.getPassword()).isEqualTo("planted");
            DataRedisConnectionDetails redis = context.getBean(DataRedisConnectionDetails.class);
            assertThat(redis.getUsername()).isEqualTo("dev.orders");
            assertThat(redis.getStandalone()).satisfies(node -> {
                assertThat(node.getHost()).isEqualTo("cache");
                assertThat(node.getPort()).isEqualTo(6380);
            });
            KafkaConnectionDetails kafka = context.getBean(KafkaConnectionDetails.class);
            assertThat(kafka.getBootstrapServers()).containsExactly("k1:9092", "k2:9092");
            ConsumerFactory<?, ?> consumers = context.getBean(ConsumerFactory.class);
            ProducerFactory<?, ?> producers = context.getBean(ProducerFactory.class);
            for (Map<String, Object> settings : List.of(
                    consumers.getConfigurationProperties(),
                    producers.getConfigurationProperties(),
                    context.getBean(KafkaAdmin.class).getConfigurationProperties())) {
                assertThat(settings)
                        .containsEntry("security.protocol", "SASL_PLAINTEXT")
                        .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
                assertThat(String.valueOf(settings.get("sasl.jaas.config")))
                        .contains("username=\"dev.orders\" password=\"planted\"");
            }
            assertThat(consumers.getConfigurationProperties()).containsEntry("group.id", "dev.orders");
        });
    }

    @Test
    void names_are_properties_and_passwords_are_not() {
        runner(ALL).run(context -> {
            ConfigurableEnvironment environment = context.getEnvironment();
            assertThat(environment.resolvePlaceholders("${plinth.topics.shop.orders}"))
                    .isEqualTo("dev.shop.orders");
            assertThat(environment.getProperty("plinth.indexes.films")).isEqualTo("dev.films");
            assertThat(environment.getProperty("plinth.caches.shop")).isEqualTo("dev.shop:");
            EngineConnections source =
                    (EngineConnections) environment.getPropertySources().get(EngineConnections.NAME);
            assertThat(Objects.requireNonNull(source).getSource().toString()).doesNotContain("planted");
        });
    }

    @Test
    void without_the_library_or_the_engine_nothing_is_there() {
        runner(ALL)
                .withClassLoader(new FilteredClassLoader(JdbcConnectionDetails.class, OpenSearchClient.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("plinthDatabase")
                        .hasSingleBean(DataRedisConnectionDetails.class));
        runner(List.of())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(JdbcConnectionDetails.class)
                        .doesNotHaveBean(OpenSearchClient.class));
    }

    @Test
    void of_several_databases_one_must_be_named() {
        EngineConnection other = given("Database", "till", "dev.till", "jdbc:postgresql://db:1/dev.till", Map.of());
        runner(List.of(DATABASE, other))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("plinth.engines.database: nothing (expected: one of shop, till)"));
        runner(List.of(DATABASE, other))
                .withPropertyValues("plinth.engines.database=till")
                .run(context -> assertThat(
                                context.getBean(JdbcConnectionDetails.class).getJdbcUrl())
                        .endsWith("dev.till"));
    }
}
