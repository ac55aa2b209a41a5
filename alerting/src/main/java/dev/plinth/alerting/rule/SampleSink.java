// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import dev.plinth.promql.QueryResult.Sample;
import java.util.List;

/** Takes the samples of a rule; the rules after it should find them in the source. */
public interface SampleSink {
    void write(List<Sample> samples);
}
