// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import dev.plinth.alerting.dispatch.Notification;
import dev.plinth.core.alerts.history.Delivery;
import java.util.List;

/**
 * A message that is to be delivered.
 *
 * @param delivery as it is kept while it is on its way
 * @param ids of the alerts of the notification, in its order; 0 for those that are not known any more
 */
record Parcel(Delivery delivery, Notification notification, List<String> to, List<Long> ids) {
    Parcel {
        to = List.copyOf(to);
        ids = List.copyOf(ids);
    }

    /** What became of it. */
    record Result(Parcel parcel, Delivery delivery) {
        boolean delivered() {
            return delivery.state() == Delivery.State.DELIVERED;
        }
    }
}
