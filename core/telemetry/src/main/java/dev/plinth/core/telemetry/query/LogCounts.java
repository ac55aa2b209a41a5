// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.problem.ProblemException;
import java.time.Instant;
import java.util.List;

/** Counts log records, for rules. Nobody's rights are asked. */
public interface LogCounts {
    /** In the place of the key of an attribute: the service. */
    String SERVICE = "service";

    /**
     * Which records are counted.
     *
     * @param query words, as {@code GET /api/v1/logs} has them; empty for all
     * @param services any of these; empty for all
     * @param severity the least, as {@code error}; empty for any
     * @param tags attributes that all must be there, each as {@code key=value}
     * @param by what they are counted by: {@link #SERVICE} or keys of attributes; empty for all together
     * @param from when they happened, inclusive
     * @param to exclusive
     */
    record Question(
            String env,
            String query,
            List<String> services,
            String severity,
            List<String> tags,
            List<String> by,
            Instant from,
            Instant to) {}

    /**
     * How many there are of some.
     *
     * @param values for each key of {@code by}; empty where records have none
     */
    record Group(List<String> values, long count) {}

    /**
     * What was found.
     *
     * @param groups one when nothing is counted by, also for no records; else those that have any
     * @param complete whether these are all groups there are
     */
    record Counted(List<Group> groups, boolean complete) {}

    /**
     * Counts what can be found by now.
     *
     * @param maxGroups how many groups are looked for
     * @throws ProblemException when OpenSearch does not answer, or the room does not run
     */
    Counted count(Question question, int maxGroups);
}
