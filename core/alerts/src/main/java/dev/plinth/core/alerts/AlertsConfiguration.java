// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts;

import dev.plinth.core.alerts.channel.AlertChannelSpec;
import dev.plinth.core.alerts.deadman.DeadManSwitchSpec;
import dev.plinth.core.alerts.routing.AlertReceiverSpec;
import dev.plinth.core.alerts.routing.AlertRoutingSpec;
import dev.plinth.core.alerts.routing.SilenceSpec;
import dev.plinth.core.alerts.rule.AlertRulesSpec;
import dev.plinth.core.alerts.rule.ReadsLogs;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.migration.RoomSchema;
import dev.plinth.core.telemetry.metric.ReadsAllMetrics;
import dev.plinth.core.telemetry.metric.token.TokenGuard;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The kinds of the room, and its tables. */
@Configuration(proxyBeanMethods = false)
class AlertsConfiguration {
    @Bean
    @Order(310)
    RoomSchema alertsSchema() {
        return new RoomSchema("alerts");
    }

    @Bean
    Kind<AlertRulesSpec> alertRulesKind() {
        return AlertRulesSpec.kind();
    }

    @Bean
    ReadsAllMetrics alertRulesGuard(Access access) {
        return new ReadsAllMetrics(access, AlertRulesSpec.KIND);
    }

    @Bean
    Kind<AlertReceiverSpec> alertReceiverKind() {
        return AlertReceiverSpec.kind();
    }

    @Bean
    Kind<AlertRoutingSpec> alertRoutingKind() {
        return AlertRoutingSpec.kind();
    }

    @Bean
    Kind<SilenceSpec> silenceKind() {
        return SilenceSpec.kind();
    }

    @Bean
    Kind<DeadManSwitchSpec> deadManSwitchKind() {
        return DeadManSwitchSpec.kind();
    }

    @Bean
    Kind<AlertChannelSpec> alertChannelKind() {
        return AlertChannelSpec.kind();
    }

    @Bean
    TokenGuard alertChannelGuard(Access access) {
        return AlertChannelSpec.guard(access);
    }

    @Bean
    ReadsLogs alertRulesLogsGuard(Access access) {
        return new ReadsLogs(access);
    }
}
