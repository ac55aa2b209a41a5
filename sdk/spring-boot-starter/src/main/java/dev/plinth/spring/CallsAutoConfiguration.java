// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/** Calls of services by name, with {@code RestClient} and with HTTP interfaces ({@code @ImportHttpServices}). */
@AutoConfiguration(after = {PlinthAutoConfiguration.class, RestClientAutoConfiguration.class})
@ConditionalOnClass({RestClient.class, RestClientBuilderConfigurer.class})
class CallsAutoConfiguration {
    /** Without a Plinth it is an ordinary builder, so that what uses it can be tested. */
    @Bean(defaultCandidate = false)
    @Discovered
    @Scope(BeanDefinition.SCOPE_PROTOTYPE)
    @ConditionalOnBean(RestClientBuilderConfigurer.class)
    @ConditionalOnMissingBean(name = "plinthRestClientBuilder")
    RestClient.Builder plinthRestClientBuilder(
            RestClientBuilderConfigurer configurer, ObjectProvider<ServiceCalls> calls) {
        RestClient.Builder builder = configurer.configure(RestClient.builder());
        calls.ifAvailable(builder::requestInterceptor);
        return builder;
    }

    @Bean
    @ConditionalOnBean(PlinthClient.class)
    ServiceCalls plinthServiceCalls(PlinthClient client) {
        return new ServiceCalls(client);
    }

    @Bean
    @ConditionalOnBean(PlinthClient.class)
    RestClientHttpServiceGroupConfigurer plinthHttpServices(ServiceCalls calls) {
        return groups -> groups.forEachClient((group, builder) -> builder.requestInterceptor(calls));
    }
}
