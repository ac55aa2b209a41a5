// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthClient;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** The running web server as an instance of the service. */
@AutoConfiguration(after = PlinthAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnClass(WebServerInitializedEvent.class)
@ConditionalOnBean(PlinthClient.class)
@ConditionalOnBooleanProperty(name = "plinth.instance.register", matchIfMissing = true)
class InstanceAutoConfiguration {
    @Bean
    InstanceRegistration plinthInstance(
            PlinthClient client,
            PlinthProperties properties,
            ObjectProvider<BuildProperties> build,
            ApplicationContext context) {
        PlinthProperties.Instance instance = properties.instance();
        return new InstanceRegistration(
                client,
                instance.host(),
                instance.version() == null ? version(build.getIfAvailable(), context) : instance.version(),
                properties.drain().grace());
    }

    private static @Nullable String version(@Nullable BuildProperties build, ApplicationContext context) {
        if (build != null) {
            return build.getVersion();
        }
        // of the jar that the application is in
        return context.getBeansWithAnnotation(SpringBootConfiguration.class).values().stream()
                .map(main -> main.getClass().getPackage().getImplementationVersion())
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }
}
