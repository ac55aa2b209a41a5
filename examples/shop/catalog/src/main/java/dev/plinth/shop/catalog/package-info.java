// SPDX-License-Identifier: Apache-2.0
/** The films of the shop: how they are found, what is known of each, how often it was sold; and the page that shows them. */
@NullMarked
package dev.plinth.shop.catalog;

import org.jspecify.annotations.NullMarked;
