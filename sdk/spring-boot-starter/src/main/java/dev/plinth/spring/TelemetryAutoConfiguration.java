// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.plinth.client.PlinthClient;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.otlp.OtlpMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpHttpSpanExporterBuilderCustomizer;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.OtlpHttpLogRecordExporterBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Traces, metrics and logs to Plinth. The exporters are Boot's; here they learn who sends. */
@AutoConfiguration(
        after = {PlinthAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class},
        before = OtlpMetricsExportAutoConfiguration.class)
@ConditionalOnBean(PlinthClient.class)
@ConditionalOnBooleanProperty(name = "plinth.otlp.enabled", matchIfMissing = true)
class TelemetryAutoConfiguration {
    @Bean
    Telemetry plinthTelemetry(Connection connection, PlinthClient client, Environment environment) {
        return new Telemetry(connection, client.tokens(), environment);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({OtlpHttpSpanExporter.class, OtlpHttpSpanExporterBuilderCustomizer.class})
    static class Traces {
        @Bean
        OtlpHttpSpanExporterBuilderCustomizer plinthTraces(Telemetry telemetry) {
            return exporter -> {
                if (telemetry.isForPlinth(Telemetry.TRACES)) {
                    exporter.setHeaders(telemetry.headers());
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({OtlpMeterRegistry.class, OtlpMetricsExportAutoConfiguration.class})
    static class Metrics {
        @Bean
        @ConditionalOnMissingBean(OtlpMetricsSender.class)
        OtlpMetricsSender plinthMetrics(Telemetry telemetry) {
            OtlpMetricsSender sender = new OtlpHttpMetricsSender(
                    new HttpUrlConnectionSender(Duration.ofSeconds(2), Duration.ofSeconds(10)));
            return request -> {
                Map<String, String> headers = new HashMap<>(request.getHeaders());
                if (telemetry.isForPlinth(Telemetry.METRICS)) {
                    headers.putAll(telemetry.headers().get());
                }
                OtlpMetricsSender.Request.Builder named = OtlpMetricsSender.Request.builder(request.getMetricsData())
                        .headers(headers);
                if (request.getAddress() != null) {
                    named.address(request.getAddress());
                }
                sender.send(named.compressionMode(request.getCompressionMode()).build());
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({
        OtlpHttpLogRecordExporter.class,
        OtlpHttpLogRecordExporterBuilderCustomizer.class,
        OpenTelemetryAppender.class,
        LoggerContext.class
    })
    static class Logs {
        @Bean
        OtlpHttpLogRecordExporterBuilderCustomizer plinthLogs(Telemetry telemetry) {
            return exporter -> {
                if (telemetry.isForPlinth(Telemetry.LOGS)) {
                    exporter.setHeaders(telemetry.headers());
                }
            };
        }

        @Bean
        @ConditionalOnBean(OpenTelemetry.class)
        LogAppender plinthLogAppender(OpenTelemetry telemetry) {
            return new LogAppender(telemetry);
        }
    }

    /** What is logged about a failed export would be exported, and fail. */
    private static final class NotOfExports extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getLoggerName().startsWith("io.opentelemetry.exporter")
                            || event.getLoggerName().startsWith("io.opentelemetry.sdk")
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }
    }

    /** Hands what is logged to OpenTelemetry, from the moment when it is there. */
    static final class LogAppender implements SmartInitializingSingleton, DisposableBean {
        private final OpenTelemetry telemetry;
        private final OpenTelemetryAppender appender = new OpenTelemetryAppender();

        LogAppender(OpenTelemetry telemetry) {
            this.telemetry = telemetry;
        }

        @Override
        public void afterSingletonsInstantiated() {
            ILoggerFactory factory = LoggerFactory.getILoggerFactory();
            if (factory instanceof LoggerContext context) {
                appender.setName("plinth");
                appender.setContext(context);
                appender.setOpenTelemetry(telemetry);
                appender.setCaptureMdcAttributes("*");
                appender.addFilter(new NotOfExports());
                appender.start();
                context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
            }
        }

        @Override
        public void destroy() {
            if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
                context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(appender);
                appender.stop();
            }
        }
    }
}
