// SPDX-License-Identifier: Apache-2.0
/**
 * Takes orders, has them paid, and tells what became of them. An order and the event about it are written in one transaction; the rest is
 * brought to an end later, whatever is away meanwhile.
 */
@NullMarked
package dev.plinth.shop.orders;

import org.jspecify.annotations.NullMarked;
