// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.opensearch;

import java.io.IOException;
import java.util.List;
import org.opensearch.core.common.bytes.BytesReference;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.rest.BaseRestHandler;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestRequest;
import org.opensearch.transport.client.node.NodeClient;

/** {@code PUT /_plinth/users}: all users at once, as {@code {"users": {"dev.catalog": {"sha256": "…", "writes": ["dev.films"]}}}}. */
final class UsersHandler extends BaseRestHandler {
    static final String PATH = "/_plinth/users";

    private final AppUsers users;

    UsersHandler(AppUsers users) {
        this.users = users;
    }

    @Override
    public String getName() {
        return "plinth_users";
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(RestRequest.Method.PUT, PATH));
    }

    @Override
    protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) throws IOException {
        BytesReference body = request.requiredContent();
        users.replace(body);
        return channel -> channel.sendResponse(
                new BytesRestResponse(RestStatus.OK, "application/json", "{\"acknowledged\":true}"));
    }
}
