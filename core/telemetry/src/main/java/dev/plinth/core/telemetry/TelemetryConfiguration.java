// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.migration.RoomSchema;
import dev.plinth.core.telemetry.business.TransactionSpec;
import dev.plinth.core.telemetry.dashboard.DashboardSpec;
import dev.plinth.core.telemetry.metric.ReadsAllMetrics;
import dev.plinth.core.telemetry.metric.probe.ProbeSpec;
import dev.plinth.core.telemetry.metric.rule.RecordingRulesSpec;
import dev.plinth.core.telemetry.metric.scrape.ScrapeTargetSpec;
import dev.plinth.core.telemetry.metric.token.TokenGuard;
import dev.plinth.core.telemetry.pipeline.LogPipelineSpec;
import dev.plinth.core.telemetry.query.SavedSearchSpec;
import dev.plinth.core.telemetry.stream.LogStreamSpec;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The kinds of the room, and its tables. */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {
    @Bean
    @Order(300)
    RoomSchema telemetrySchema() {
        return new RoomSchema("telemetry");
    }

    @Bean
    Kind<DashboardSpec> dashboardKind() {
        return DashboardSpec.kind();
    }

    @Bean
    Kind<IngestQuotaSpec> ingestQuotaKind() {
        return Kind.of(
                "IngestQuota",
                Scope.GLOBAL,
                "How much telemetry the app of its name may send, or each without one (default), or who has no key (anonymous)",
                IngestQuotaSpec.class);
    }

    @Bean
    Kind<LogLevelSpec> logLevelKind() {
        return Kind.of(
                "LogLevel",
                Scope.ENV,
                "At which level the app of its name logs for a while, as a whole or some of its classes",
                LogLevelSpec.class);
    }

    @Bean
    Kind<LogPipelineSpec> logPipelineKind() {
        return Kind.of(
                "LogPipeline",
                Scope.GLOBAL,
                "Steps that log records go through as they come in: parsing, joining, masking",
                LogPipelineSpec.class);
    }

    @Bean
    Kind<LogStreamSpec> logStreamKind() {
        return Kind.of("LogStream", Scope.GLOBAL, "Logs that are kept together, and for how long", LogStreamSpec.class);
    }

    @Bean
    Kind<ProbeSpec> probeKind() {
        return ProbeSpec.kind();
    }

    @Bean
    TokenGuard probeGuard(Access access) {
        return ProbeSpec.guard(access);
    }

    @Bean
    Kind<RecordingRulesSpec> recordingRulesKind() {
        return RecordingRulesSpec.kind();
    }

    @Bean
    ReadsAllMetrics recordingRulesGuard(Access access) {
        return new ReadsAllMetrics(access, RecordingRulesSpec.KIND);
    }

    @Bean
    Kind<ScrapeTargetSpec> scrapeTargetKind() {
        return ScrapeTargetSpec.kind();
    }

    @Bean
    Kind<TransactionSpec> transactionKind() {
        return TransactionSpec.kind();
    }

    @Bean
    TokenGuard scrapeTargetGuard(Access access) {
        return new TokenGuard(access, ScrapeTargetSpec.KIND, "/bearerTokenSecretRef");
    }

    @Bean
    Kind<SavedSearchSpec> savedSearchKind() {
        return Kind.of(
                "SavedSearch", Scope.GLOBAL, "A search for logs or traces, to be done again", SavedSearchSpec.class);
    }
}
