// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.EngineConnection;
import dev.plinth.client.PlinthClient;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.kafka.core.KafkaAdmin;

/** Databases, topics, cache spaces and indexes that Plinth gave the application, as Boot's own connection details. */
@AutoConfiguration(
        after = PlinthAutoConfiguration.class,
        before = {DataSourceAutoConfiguration.class, KafkaAutoConfiguration.class, DataRedisAutoConfiguration.class})
@ConditionalOnBean(PlinthClient.class)
@ConditionalOnBooleanProperty(name = "plinth.engines.enabled", matchIfMissing = true)
class EnginesAutoConfiguration {
    @Bean
    EngineConnections plinthEngineConnections(ConfigurableEnvironment environment) {
        return environment.getPropertySources().get(EngineConnections.NAME) instanceof EngineConnections connections
                ? connections
                : new EngineConnections(List.of());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JdbcConnectionDetails.class)
    @ConditionalOnBooleanProperty(EngineConnections.GIVEN + "database")
    static class Database {
        @Bean
        @ConditionalOnMissingBean(JdbcConnectionDetails.class)
        JdbcConnectionDetails plinthDatabase(EngineConnections connections, PlinthProperties properties) {
            EngineConnection database =
                    connections.one("Database", properties.engines().database(), "plinth.engines.database");
            return new JdbcConnectionDetails() {
                @Override
                public String getJdbcUrl() {
                    return database.url();
                }

                @Override
                public String getUsername() {
                    return database.username();
                }

                @Override
                public String getPassword() {
                    return database.password();
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(KafkaConnectionDetails.class)
    @ConditionalOnBooleanProperty(EngineConnections.GIVEN + "topic")
    static class Topics {
        /** All topics of an app are reached by the same account. */
        private static EngineConnection any(EngineConnections connections) {
            return connections.of("Topic").getFirst();
        }

        private static Map<String, Object> login(EngineConnection topic) {
            return Map.of(
                    "sasl.mechanism",
                    Objects.requireNonNullElse(topic.properties().get("saslMechanism"), "SCRAM-SHA-512"),
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                            .formatted(topic.username(), topic.password()));
        }

        @Bean
        @ConditionalOnMissingBean(KafkaConnectionDetails.class)
        KafkaConnectionDetails plinthTopics(EngineConnections connections) {
            EngineConnection topic = any(connections);
            return new KafkaConnectionDetails() {
                @Override
                public List<String> getBootstrapServers() {
                    return List.of(topic.url().split(",", -1));
                }

                @Override
                public @Nullable String getSecurityProtocol() {
                    return topic.properties().get("securityProtocol");
                }
            };
        }

        /** Here and not in properties, which an endpoint may show. */
        @Bean
        DefaultKafkaConsumerFactoryCustomizer plinthConsumerLogin(EngineConnections connections) {
            return factory -> factory.updateConfigs(login(any(connections)));
        }

        @Bean
        DefaultKafkaProducerFactoryCustomizer plinthProducerLogin(EngineConnections connections) {
            return factory -> factory.updateConfigs(login(any(connections)));
        }

        /** Boot's own cannot log in, and a template that is observed asks it which cluster this is. Topics are made by Plinth. */
        @Bean
        @ConditionalOnMissingBean
        KafkaAdmin plinthKafkaAdmin(EngineConnections connections, KafkaConnectionDetails details) {
            Map<String, Object> settings = new HashMap<>(login(any(connections)));
            settings.put("bootstrap.servers", String.join(",", details.getBootstrapServers()));
            if (details.getSecurityProtocol() != null) {
                settings.put("security.protocol", details.getSecurityProtocol());
            }
            KafkaAdmin admin = new KafkaAdmin(settings);
            admin.setAutoCreate(false);
            return admin;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DataRedisConnectionDetails.class)
    @ConditionalOnBooleanProperty(EngineConnections.GIVEN + "cachespace")
    static class CacheSpaces {
        private static final int DEFAULT_PORT = 6_379;

        /** All cache spaces of an app are reached by the same account. */
        @Bean
        @ConditionalOnMissingBean(DataRedisConnectionDetails.class)
        DataRedisConnectionDetails plinthCacheSpaces(EngineConnections connections) {
            EngineConnection space = connections.of("CacheSpace").getFirst();
            URI uri = URI.create(space.url());
            return new DataRedisConnectionDetails() {
                @Override
                public String getUsername() {
                    return space.username();
                }

                @Override
                public String getPassword() {
                    return space.password();
                }

                @Override
                public Standalone getStandalone() {
                    return Standalone.of(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({OpenSearchClient.class, ApacheHttpClient5TransportBuilder.class})
    @ConditionalOnBooleanProperty(EngineConnections.GIVEN + "index")
    static class Indexes {
        /** All indexes of an app are reached by the same account. */
        @Bean(destroyMethod = "close")
        @ConditionalOnMissingBean
        OpenSearchTransport plinthOpenSearchTransport(EngineConnections connections) {
            EngineConnection index = connections.of("Index").getFirst();
            URI uri = URI.create(index.url());
            HttpHost host = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
            BasicCredentialsProvider credentials = new BasicCredentialsProvider();
            credentials.setCredentials(
                    new AuthScope(host),
                    new UsernamePasswordCredentials(
                            index.username(), index.password().toCharArray()));
            return ApacheHttpClient5TransportBuilder.builder(host)
                    .setHttpClientConfigCallback(client -> client.setDefaultCredentialsProvider(credentials)
                            // the transport unpacks answers itself; this client would have done it before
                            .disableContentCompression())
                    .build();
        }

        @Bean
        @ConditionalOnMissingBean
        OpenSearchClient plinthOpenSearchClient(OpenSearchTransport transport) {
            return new OpenSearchClient(transport);
        }
    }
}
