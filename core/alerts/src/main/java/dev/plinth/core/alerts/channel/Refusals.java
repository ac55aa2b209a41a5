// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a message that goes to several, each by himself. It has failed when somebody can still be told by trying again, or when nobody has it. Whom it
 * cannot reach at all, while others have it, is in the log: to try again would only tell the others twice.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final Delivery delivery;
    private final List<String> reasons = new ArrayList<>();
    private boolean passing;
    private @Nullable Duration retryAfter;

    Refusals(Delivery delivery) {
        this.delivery = delivery;
    }

    void add(String to, DeliveryException refusal) {
        reasons.add(to + ": " + refusal.getMessage());
        Duration pause = refusal.retryAfter();
        if (!refusal.isLasting()) {
            passing = true;
        }
        if (pause != null && (retryAfter == null || pause.compareTo(retryAfter) > 0)) {
            retryAfter = pause;
        }
    }

    /** @param somebodyHasIt now, or since it was tried before */
    void settle(boolean somebodyHasIt) throws DeliveryException {
        if (reasons.isEmpty()) {
            return;
        }
        String all = Cut.characters(String.join("; ", reasons), 1_000);
        if (passing || !somebodyHasIt) {
            throw new DeliveryException(
                    (somebodyHasIt ? "others have it, but not " : "") + all, !passing, retryAfter, null);
        }
        LOG.warn("Some whom {} should tell cannot be told: {}", delivery.channel(), all);
    }
}
