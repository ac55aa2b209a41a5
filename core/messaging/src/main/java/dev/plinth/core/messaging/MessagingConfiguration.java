// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.messaging;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kind {@code Topic}. */
@Configuration(proxyBeanMethods = false)
class MessagingConfiguration {
    @Bean
    Kind<TopicSpec> topicKind() {
        return Kind.of("Topic", Scope.ENV, "A topic in Kafka, and who may write and read it", TopicSpec.class);
    }
}
