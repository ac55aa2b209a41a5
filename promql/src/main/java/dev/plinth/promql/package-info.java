// SPDX-License-Identifier: Apache-2.0
/**
 * PromQL over any source of series, with the semantics of Prometheus 3.5, its version with long-term support.
 *
 * <p>An {@link dev.plinth.promql.Engine} answers queries. It gets its series from a {@link dev.plinth.promql.SeriesSource}, of which it
 * wants the series that matchers match, and the samples of one series at a time as columns of times and values:
 *
 * <pre>{@code
 * Engine engine = new Engine(EngineOptions.DEFAULT);
 * QueryResult result = engine.range(source, "sum by (job) (rate(requests_total[5m]))", start, end, 15_000);
 * }</pre>
 *
 * <p>A query that is none is a {@link dev.plinth.promql.parser.ParseException}, one that cannot be evaluated a
 * {@link dev.plinth.promql.QueryException}; both say what is wrong in the words of Prometheus. What should be known about a result is
 * among its {@link dev.plinth.promql.Annotation annotations}.
 *
 * <p><b>How it evaluates.</b> Each node of a query is evaluated for all steps of a range at once, not step by step: a scalar is one
 * number for each step, an instant vector is a stream of columns, one for each series. What is done with labels is done once for each
 * series. Ranges slide over the samples of a series. Sums and their like take columns in one by one and keep only their groups, so that
 * the memory of {@code sum(rate(…))} does not depend on how many series there are. Whatever collects columns counts their samples
 * against the limit of the query.
 *
 * <p>The tree of a query and its printers are in {@code parser}, labels and histograms in {@code model}, tests of queries as text in
 * {@code script}.
 */
@NullMarked
package dev.plinth.promql;

import org.jspecify.annotations.NullMarked;
