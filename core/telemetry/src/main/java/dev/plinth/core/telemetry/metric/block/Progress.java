// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.block;

/**
 * How far a partition has come.
 *
 * @param incarnation of the topic
 * @param cutUntil samples before are in blocks; milliseconds
 * @param replayFrom offset from which on the log has all others
 */
public record Progress(String incarnation, long cutUntil, long replayFrom) {}
