// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Labels;

/** A series that was selected. Its samples are asked for once at most in each selection, when it is its turn. */
public interface Series {
    Labels labels();

    /** At least the samples of the time that was asked for; more do no harm. */
    Samples samples();
}
