// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

/**
 * One to be written.
 *
 * @param index where it belongs, by the day on which Kafka got it
 * @param id the same whenever the same is written
 * @param source JSON
 */
record Document(String index, String id, byte[] source) {}
