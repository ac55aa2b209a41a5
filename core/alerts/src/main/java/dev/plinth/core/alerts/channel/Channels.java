// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.time.Duration;
import java.util.List;

/** Tells people by the channels that are declared. Any thread may; it takes as long as the provider. */
public interface Channels {
    /**
     * Tells once. Whoever calls tries again.
     *
     * @param channel name of an {@code AlertChannel} in the environment of the message
     * @param to addresses, numbers or names to be mentioned; empty for those that the channel has itself
     * @throws DeliveryException when the provider does not say that it has it
     */
    void deliver(String channel, List<String> to, AlertMessage message) throws DeliveryException, InterruptedException;

    /**
     * How long to wait until one more may be told by this channel; it counts as told from now on when that is nothing. A channel that does not exist waits for nothing.
     */
    Duration permit(String env, String channel);
}
