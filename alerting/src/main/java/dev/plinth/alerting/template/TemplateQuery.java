// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.promql.QueryResult;
import java.util.List;

/** How a template asks for other metrics, at the time that it is expanded for. Whatever exception it ends with is an error of the template. */
public interface TemplateQuery {
    /** Says that there is nothing to ask. */
    TemplateQuery NONE = query -> {
        throw new IllegalStateException("there are no metrics to query here");
    };

    List<QueryResult.Sample> query(String query);
}
