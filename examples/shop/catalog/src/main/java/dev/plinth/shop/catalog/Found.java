// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import java.util.List;

/**
 * One page of what was found.
 *
 * @param genres of all that the other conditions find, so that one can change one's mind; decades likewise
 */
record Found(List<Integer> ids, long total, List<Facet> genres, List<Facet> decades) {}
