// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.alerting.dispatch.Notification;
import dev.plinth.core.alerts.channel.AlertMessage;
import dev.plinth.core.alerts.context.AlertContext;
import dev.plinth.core.alerts.context.AlertContexts;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.promql.model.Labels;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What is told of alerts: they themselves, what changed before them, and whom they hit. */
@Component
class Messages {
    /** Of so many alerts of a message is looked up what belongs to them. */
    private static final int WITH_CONTEXT = 5;

    private static final int MOST_CHANGES = 5;

    private final AlertContexts contexts;
    private final Clock clock;
    private final String consoleUrl;

    Messages(AlertContexts contexts, Clock clock, @Value("${plinth.identity.public-url:}") String publicUrl) {
        this.contexts = contexts;
        this.clock = clock;
        this.consoleUrl = publicUrl + "/console";
    }

    AlertMessage of(Parcel parcel) {
        Notification notification = parcel.notification();
        List<AlertMessage.Item> items = new ArrayList<>();
        for (int i = 0; i < notification.alerts().size(); i++) {
            items.add(item(parcel, notification.alerts().get(i), parcel.ids().get(i), i < WITH_CONTEXT));
        }
        Map<String, String> annotations = new HashMap<>(notification.commonAnnotations());
        annotations.remove(OpenAlert.GROUP);
        return new AlertMessage(
                parcel.delivery().id(),
                parcel.delivery().env(),
                notification.receiver(),
                notification.groupKey(),
                plain(notification.groupLabels()),
                plain(notification.commonLabels()),
                annotations,
                items,
                notification.truncatedAlerts(),
                consoleUrl,
                false);
    }

    private AlertMessage.Item item(Parcel parcel, Notification.Item item, long id, boolean withContext) {
        Labels labels = item.alert().labels().drop(List.of(Routings.ESCALATED_TO));
        Instant ended = item.endedAt();
        AlertContext context = withContext
                ? contexts.about(
                        parcel.delivery().env(),
                        labels,
                        item.alert().startsAt(),
                        ended == null ? clock.instant() : ended)
                : AlertContext.NONE;
        return new AlertMessage.Item(
                labels.asMap(),
                OpenAlert.texts(item.alert()),
                item.alert().startsAt(),
                ended,
                item.alert().generatorUrl(),
                Alert.fingerprint(labels),
                id == 0 ? consoleUrl + "/alerts" : consoleUrl + "/alerts/" + id,
                changes(context),
                context.impacts().stream().map(AlertContext.Impact::line).toList());
    }

    /** What is about the affected services themselves, then who came up, then the rest. */
    private static List<String> changes(AlertContext context) {
        return Stream.of(
                        context.changes().stream()
                                .filter(AlertContext.RelatedChange::direct)
                                .map(AlertContext.RelatedChange::line),
                        context.arrivals().stream().map(AlertContext.Arrival::line),
                        context.changes().stream()
                                .filter(change -> !change.direct())
                                .map(AlertContext.RelatedChange::line))
                .flatMap(Function.identity())
                .limit(MOST_CHANGES)
                .toList();
    }

    private static Map<String, String> plain(Labels labels) {
        return labels.drop(List.of(Routings.ESCALATED_TO)).asMap();
    }
}
