// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.Tracer;
import net.ttddyy.observation.tracing.QueryContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext;

/** Spans of the engines: named as OpenTelemetry names them, and only as part of something that was asked for. */
@Configuration(proxyBeanMethods = false)
class Spans {
    @Bean
    ObservationFilter engineNames() {
        return context -> {
            switch (context) {
                case QueryContext query -> {
                    String url = String.valueOf(query.getUrl());
                    named(query, "db.system.name", "postgresql");
                    named(query, "db.namespace", url.replaceFirst("^.*/", "").replaceFirst("\\?.*$", ""));
                }
                case LettuceObservationContext redis -> named(redis, "db.system.name", "redis");
                case KafkaRecordReceiverContext event -> named(event, "messaging.destination.name", event.getSource());
                default -> {}
            }
            return context;
        };
    }

    private static void named(Observation.Context context, String key, String value) {
        context.addLowCardinalityKeyValue(KeyValue.of(key, value));
    }

    /** What the service does by itself, as a look whether there is work, would be a trace each time. */
    @Bean
    ObservationPredicate noEngineSpansOfTheirOwn(ObjectProvider<Tracer> tracer) {
        return (name, context) -> !(name.startsWith("jdbc.") || name.equals("opensearch"))
                || tracer.getObject().currentSpan() != null;
    }
}
