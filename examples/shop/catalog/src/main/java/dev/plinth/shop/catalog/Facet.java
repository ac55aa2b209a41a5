// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

/** How many of the films found have this genre, or are of this decade. */
record Facet(String value, long count) {}
