// SPDX-License-Identifier: Apache-2.0
/**
 * Prometheus' remote-write 1.0 as bytes: what senders send, and how samples are in the log. The message is protobuf's
 * {@code prometheus.WriteRequest}; it is read and written here without generated classes, since most of it is only looked at and copied.
 */
@NullMarked
package dev.plinth.timeseries.remote;

import org.jspecify.annotations.NullMarked;
