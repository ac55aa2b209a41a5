// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import io.opentelemetry.api.OpenTelemetry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Business events. They are told to nobody where there is no OpenTelemetry or no Plinth, so that a service is the same without them. */
@AutoConfiguration(after = OpenTelemetrySdkAutoConfiguration.class)
@ConditionalOnClass(OpenTelemetry.class)
class BusinessAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    BusinessEvents plinthBusinessEvents(ObjectProvider<OpenTelemetry> telemetry) {
        return new BusinessEvents(telemetry.getIfAvailable(OpenTelemetry::noop));
    }
}
