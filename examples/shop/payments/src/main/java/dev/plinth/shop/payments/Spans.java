// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.Tracer;
import net.ttddyy.observation.tracing.QueryContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spans of the database: named as OpenTelemetry names them, and only as part of something that was asked for. */
@Configuration(proxyBeanMethods = false)
class Spans {
    @Bean
    ObservationFilter databaseNames() {
        return context -> {
            if (context instanceof QueryContext query) {
                String url = String.valueOf(query.getUrl());
                query.addLowCardinalityKeyValue(KeyValue.of("db.system.name", "postgresql"));
                query.addLowCardinalityKeyValue(
                        KeyValue.of("db.namespace", url.replaceFirst("^.*/", "").replaceFirst("\\?.*$", "")));
            }
            return context;
        };
    }

    /** What the service does by itself, as a look whether there is work, would be a trace each time. */
    @Bean
    ObservationPredicate noDatabaseSpansOfTheirOwn(ObjectProvider<Tracer> tracer) {
        return (name, context) ->
                !name.startsWith("jdbc.") || tracer.getObject().currentSpan() != null;
    }
}
