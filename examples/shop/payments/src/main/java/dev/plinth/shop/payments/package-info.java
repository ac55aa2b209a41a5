// SPDX-License-Identifier: Apache-2.0
/** Takes payments for orders, each order once, and declines the share of them that the settings say. */
@NullMarked
package dev.plinth.shop.payments;

import org.jspecify.annotations.NullMarked;
