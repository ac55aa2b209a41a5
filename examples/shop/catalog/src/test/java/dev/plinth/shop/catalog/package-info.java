// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;
