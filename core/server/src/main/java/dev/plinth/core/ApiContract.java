// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/**
 * What the generated description of the API would not know by itself: that a component of a record is there unless its type says it may
 * be null (ADR 2), and that JSON is any JSON.
 */
@Configuration(proxyBeanMethods = false)
class ApiContract {
    @Bean
    ModelConverter plinthTypes() {
        return new PlinthTypes();
    }

    private static final class PlinthTypes implements ModelConverter {
        @Override
        @SuppressWarnings("rawtypes")
        public @Nullable Schema resolve(
                AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
            JavaType javaType = Json.mapper().constructType(type.getType());
            Class<?> raw = javaType == null ? Object.class : javaType.getRawClass();
            if (JsonNode.class.isAssignableFrom(raw)) {
                return new Schema<>().description("Any JSON");
            }
            Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
            if (schema != null && raw.isRecord()) {
                Schema<?> declared = schema.get$ref() == null
                        ? schema
                        : context.getDefinedModels()
                                .get(schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1));
                if (declared != null && declared.getProperties() != null) {
                    for (RecordComponent component : raw.getRecordComponents()) {
                        if (declared.getProperties().containsKey(component.getName())
                                && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                                && (declared.getRequired() == null
                                        || !declared.getRequired().contains(component.getName()))) {
                            declared.addRequiredItem(component.getName());
                        }
                    }
                }
            }
            return schema;
        }
    }
}
