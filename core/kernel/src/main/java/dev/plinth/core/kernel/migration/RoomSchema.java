// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.migration;

/**
 * Declared as a bean by a room that has tables: they live in a schema named after the room, made by the scripts in {@code
 * db/migration/<room>}, with a history table in that schema. Order the beans by dependency.
 */
public record RoomSchema(String room) {}
