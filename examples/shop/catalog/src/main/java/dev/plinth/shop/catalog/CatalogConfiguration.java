// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Traces go on in other threads. */
    @Bean
    TaskDecorator propagation() {
        return new ContextPropagatingTaskDecorator();
    }

    /** An event is tried until it is counted: while PostgreSQL is away, all wait. */
    @Bean
    CommonErrorHandler untilItWorks() {
        ExponentialBackOff pauses = new ExponentialBackOff(500, 2);
        pauses.setMaxInterval(10_000);
        return new DefaultErrorHandler(pauses);
    }
}
