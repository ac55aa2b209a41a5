// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.alerting.dispatch.Notification.Item;
import dev.plinth.alerting.dispatch.Notification.Receipt;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a flush leads to: inhibited and silenced alerts are left out, and who was told of the rest already is not told again. */
final class Pipeline {
    /** Nobody has less time to deliver, however short the interval of the group is. */
    private static final Duration SHORTEST_DEADLINE = Duration.ofSeconds(10);

    private final Map<String, Receiver> receivers;
    private final Inhibitions inhibitions;
    private final Collection<Silence> silences;
    private final NotificationLog log;

    /** @param silences those of now, which may change */
    Pipeline(Routing routing, Inhibitions inhibitions, Collection<Silence> silences, NotificationLog log) {
        this.receivers = routing.receiversByName();
        this.inhibitions = inhibitions;
        this.silences = silences;
        this.log = log;
    }

    List<Notification> flush(Group group, long flush, Instant now) {
        List<Item> items = new ArrayList<>();
        List<Long> firing = new ArrayList<>();
        List<Long> resolved = new ArrayList<>();
        for (TrackedAlert alert : group.sortedAlerts()) {
            alert.processed();
            if (inhibitions.inhibitor(alert, now).isEmpty()
                    && silencedBy(alert, now).isEmpty()) {
                Item item = new Item(alert.alert(), alert.alert().isResolved(now));
                items.add(item);
                (item.resolved() ? resolved : firing).add(alert.hash);
            }
        }
        List<Notification> notifications = new ArrayList<>();
        Receiver receiver = receivers.get(group.route.receiver());
        for (int i = 0;
                !items.isEmpty()
                        && receiver != null
                        && i < receiver.integrations().size();
                i++) {
            Receipt receipt =
                    new Receipt(flush, group.key, receiver.target(i), firing, resolved, group.route.repeatInterval());
            Integration integration = receiver.integrations().get(i);
            if (!log.isNews(receipt, integration.sendResolved(), now)) {
                continue;
            }
            if (firing.isEmpty() && !integration.sendResolved()) {
                log.note(receipt, now, now);
            } else {
                notifications.add(notification(group, integration, items, receipt, now));
            }
        }
        return notifications;
    }

    private static Notification notification(
            Group group, Integration integration, List<Item> items, Receipt receipt, Instant now) {
        List<Item> sent = integration.sendResolved()
                ? items
                : items.stream().filter(item -> !item.resolved()).toList();
        int max = integration.maxAlerts() == 0 ? sent.size() : Math.min(sent.size(), integration.maxAlerts());
        List<Item> told = sent.subList(0, max);
        Duration interval = group.route.groupInterval();
        return new Notification(
                group.route.receiver(),
                integration,
                group.key,
                group.route.id(),
                group.labels,
                commonLabels(told),
                commonAnnotations(told),
                told,
                sent.size() - max,
                now,
                now.plus(interval.compareTo(SHORTEST_DEADLINE) < 0 ? SHORTEST_DEADLINE : interval),
                receipt);
    }

    private static Labels commonLabels(List<Item> items) {
        Labels first = items.getFirst().alert().labels();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            String name = first.name(i);
            String value = first.value(i);
            if (items.stream().allMatch(item -> item.alert().labels().get(name).equals(value))) {
                names.add(name);
            }
        }
        return first.keep(names);
    }

    private static Map<String, String> commonAnnotations(List<Item> items) {
        Map<String, String> common = new TreeMap<>(items.getFirst().alert().annotations());
        for (Item item : items) {
            common.entrySet()
                    .removeIf(entry ->
                            !entry.getValue().equals(item.alert().annotations().getOrDefault(entry.getKey(), "")));
        }
        return common;
    }

    List<String> silencedBy(TrackedAlert alert, Instant now) {
        return silences.isEmpty()
                ? List.of()
                : silences.stream()
                        .filter(silence -> silence.mutes(alert.labels(), now))
                        .map(Silence::id)
                        .sorted()
                        .toList();
    }

    GroupedAlerts.Status status(TrackedAlert alert, Instant now) {
        List<String> silencedBy = silencedBy(alert, now);
        List<String> inhibitedBy = inhibitions
                .inhibitor(alert, now)
                .map(source -> List.of(source.alert().fingerprint()))
                .orElse(List.of());
        boolean suppressed = !silencedBy.isEmpty() || !inhibitedBy.isEmpty();
        GroupedAlerts.State state = suppressed
                ? GroupedAlerts.State.SUPPRESSED
                : alert.isProcessed() ? GroupedAlerts.State.ACTIVE : GroupedAlerts.State.UNPROCESSED;
        return new GroupedAlerts.Status(state, silencedBy, inhibitedBy);
    }
}
