// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Bodies of requests, which Plinth bounds for all of its API. */
final class Bodies {
    private Bodies() {}

    /** @throws ApiException when it does not say that it is JSON */
    static byte[] json(HttpServletRequest request) throws IOException {
        if (!isJson(request.getContentType())) {
            throw ApiException.coded(
                    415,
                    415,
                    "unsupported media type \"%s\", only [application/json] are allowed"
                            .formatted(request.getContentType()));
        }
        return request.getInputStream().readAllBytes();
    }

    private static boolean isJson(@Nullable String type) {
        try {
            return type != null && MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(type));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
