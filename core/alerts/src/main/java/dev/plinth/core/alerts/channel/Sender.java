// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

/** Tells by one sort of channel. It takes until the deadline of the delivery at most. */
interface Sender {
    void send(Delivery delivery) throws DeliveryException, InterruptedException;
}
