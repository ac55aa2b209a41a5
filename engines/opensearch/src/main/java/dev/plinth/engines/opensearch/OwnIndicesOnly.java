// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.opensearch;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.opensearch.OpenSearchSecurityException;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.DocWriteRequest;
import org.opensearch.action.IndicesRequest;
import org.opensearch.action.admin.indices.create.CreateIndexRequest;
import org.opensearch.action.admin.indices.mapping.put.PutMappingRequest;
import org.opensearch.action.bulk.BulkRequest;
import org.opensearch.action.get.MultiGetRequest;
import org.opensearch.action.search.MultiSearchRequest;
import org.opensearch.action.support.ActionFilter;
import org.opensearch.action.support.ActionFilterChain;
import org.opensearch.action.support.ActionRequestMetadata;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.action.ActionResponse;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.tasks.Task;

/**
 * Lets an {@link AppUser} do what is in one of two short lists, and only to indices that are the user's own, named in full. Actions that an
 * action starts in turn, as a search that fetches terms from elsewhere does, come by here too. Whatever is not known here is refused.
 */
final class OwnIndicesOnly implements ActionFilter {
    /** Where {@link LoopbackPlugin} puts the user; nobody is there when Plinth asks, or OpenSearch itself. */
    static final String USER = "plinth.user";

    private static final String NO_INDEX = "cluster:monitor/main";
    private static final Set<String> READS = Set.of(
            "indices:data/read/get",
            "indices:data/read/mget",
            "indices:data/read/search",
            "indices:data/read/msearch",
            "indices:data/read/explain",
            "indices:data/read/field_caps",
            "indices:admin/get",
            "indices:admin/exists",
            "indices:admin/mappings/get",
            "indices:admin/mappings/fields/get",
            "indices:admin/analyze",
            "indices:monitor/settings/get",
            "indices:monitor/stats");
    private static final Set<String> WRITES = Set.of(
            "indices:data/write/index",
            "indices:data/write/delete",
            "indices:data/write/update",
            "indices:data/write/bulk",
            "indices:data/write/update/byquery",
            "indices:data/write/delete/byquery",
            "indices:admin/create",
            "indices:admin/auto_create",
            "indices:admin/delete",
            "indices:admin/mapping/put",
            "indices:admin/mapping/auto_put",
            "indices:admin/settings/update",
            "indices:admin/refresh",
            "indices:admin/flush",
            "indices:admin/forcemerge");
    /** They name no index but an id that could be guessed; let through only as part of an action that was let through. */
    private static final Set<String> PARTS = Set.of("indices:data/read/scroll", "indices:data/read/scroll/clear");

    private final ThreadContext context;

    OwnIndicesOnly(ThreadContext context) {
        this.context = context;
    }

    @Override
    public int order() {
        return Integer.MIN_VALUE;
    }

    @Override
    public <Request extends ActionRequest, Response extends ActionResponse> void apply(
            Task task,
            String action,
            Request request,
            ActionRequestMetadata<Request, Response> metadata,
            ActionListener<Response> listener,
            ActionFilterChain<Request, Response> chain) {
        AppUser user = context.getTransient(USER);
        if (user == null || allowed(user, action, request)) {
            chain.proceed(task, action, request, listener);
        } else {
            listener.onFailure(new OpenSearchSecurityException(
                    "%s may not do %s here; it may use the indices %s, each by its whole name"
                            .formatted(
                                    user.name(),
                                    action,
                                    Stream.concat(user.writes().stream(), user.reads().stream())
                                            .sorted()
                                            .toList()),
                    RestStatus.FORBIDDEN));
        }
    }

    private static boolean allowed(AppUser user, String action, ActionRequest request) {
        if (action.equals(NO_INDEX)) {
            return true;
        }
        if (PARTS.contains(action)) {
            return request.getParentTask().isSet();
        }
        // bulk[s] is the part of a bulk for one shard, and so on
        String known = action.replaceFirst("\\[.*$", "");
        if (READS.contains(known)) {
            return all(request, user::mayRead);
        }
        return WRITES.contains(known) && all(request, user::mayWrite);
    }

    private static boolean all(ActionRequest request, Predicate<String> own) {
        return switch (request) {
            case BulkRequest bulk ->
                bulk.requests().stream().map(DocWriteRequest::index).allMatch(own);
            case MultiGetRequest many ->
                many.getItems().stream().map(MultiGetRequest.Item::index).allMatch(own);
            case MultiSearchRequest many -> many.requests().stream().allMatch(search -> named(search, own));
            // fields that a document brings
            case PutMappingRequest mapping
            when mapping.getConcreteIndex() != null ->
                own.test(mapping.getConcreteIndex().getName());
            // an alias would be another name, which may be somebody else's
            case CreateIndexRequest create -> create.aliases().isEmpty() && named(create, own);
            case IndicesRequest indices -> named(indices, own);
            default -> false;
        };
    }

    private static boolean named(IndicesRequest request, Predicate<String> own) {
        String[] indices = request.indices();
        return indices != null
                && indices.length > 0
                && Stream.of(indices).allMatch(index -> index != null && own.test(index));
    }
}
