// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.timeseries.Metadata;
import java.util.List;

/**
 * A query whose rows are series.
 *
 * @param part what it is about, for people
 * @param sql its first columns are the labels, then come the metrics; what is null is left out
 */
record PostgresQuery(String part, String sql, List<String> labels, List<Metadata> metrics) {}
