// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthClient;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.validation.Validator;

/** The application's side of Plinth, and what follows its settings. */
@AutoConfiguration
@EnableConfigurationProperties(PlinthProperties.class)
class PlinthAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    LiveSettings plinthLiveSettings(ApplicationContext context, ObjectProvider<Validator> validator) {
        return new LiveSettings(context, validator);
    }

    @Bean
    static LiveValueFields plinthLiveValueFields(ObjectProvider<LiveSettings> settings) {
        return new LiveValueFields(settings);
    }

    /** For whatever place it is to be injected into. */
    @Bean
    @Scope(BeanDefinition.SCOPE_PROTOTYPE)
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    <T> Live<T> plinthLive(InjectionPoint point, LiveSettings settings) {
        ResolvableType type = point instanceof DependencyDescriptor dependency
                ? dependency.getResolvableType().as(Live.class).getGeneric(0)
                : ResolvableType.NONE;
        LiveValue annotation = point.getAnnotation(LiveValue.class);
        return (Live<T>)
                (annotation == null
                        ? settings.properties(type)
                        : settings.value(
                                annotation,
                                type,
                                point.getMember().getDeclaringClass().getSimpleName()));
    }

    /** Only where there is to be a Plinth. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "plinth.enabled", matchIfMissing = true)
    static class Connected {
        @Bean
        Connection plinthConnection(PlinthProperties properties, ConfigurableEnvironment environment) {
            return Connection.of(properties, environment);
        }

        /** The one that has read the settings before there were beans. */
        @Bean
        @ConditionalOnMissingBean
        PlinthClient plinthClient(Connection connection, ConfigurableEnvironment environment) {
            @Nullable
            PropertySource<?> source = environment.getPropertySources().get(PlinthPropertySource.NAME);
            return source instanceof PlinthPropertySource plinth
                    ? Objects.requireNonNull(plinth.getSource())
                    : PlinthClient.start(connection.settings());
        }

        @Bean
        Following plinthFollowing(PlinthClient client, LiveSettings settings) {
            return new Following(client, settings);
        }
    }

    /** From the moment when all beans are there. */
    record Following(PlinthClient client, LiveSettings settings)
            implements org.springframework.beans.factory.SmartInitializingSingleton {
        @Override
        public void afterSingletonsInstantiated() {
            client.configuration().onChange(settings::changed);
        }
    }
}
