// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthClient;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Levels of loggers for a while, through whatever logging library the application has. */
@AutoConfiguration(after = PlinthAutoConfiguration.class)
@ConditionalOnBean({PlinthClient.class, LoggingSystem.class})
@Conditional(LogLevelsAutoConfiguration.NotNone.class)
@ConditionalOnBooleanProperty(name = "plinth.log-levels.enabled", matchIfMissing = true)
class LogLevelsAutoConfiguration {
    /** A clock that the application has for its own times, which may stand still, is not meant. */
    @Bean
    @ConditionalOnMissingBean
    LogLevels plinthLogLevels(PlinthClient client, LoggingSystem logging) {
        return LogLevels.following(client.logLevels(), logging, Clock.systemUTC());
    }

    /** An application that does without Spring Boot's logging has one that does nothing. */
    static final class NotNone implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !LoggingSystem.NONE.equals(System.getProperty(LoggingSystem.SYSTEM_PROPERTY));
        }
    }
}
