// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Gives every failure the one form of RFC 9457. */
@Component
public class ProblemWriter {
    private final JsonMapper json;

    ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    /** Answers the request with the problem; does nothing when the answer is already on its way. */
    public void write(ProblemException problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(problem.code().status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(json.writeValueAsBytes(body(problem, request.getRequestURI())));
    }

    static Map<String, Object> body(ProblemException problem, String instance) {
        ErrorCode code = problem.code();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:plinth:problem:" + code.code());
        body.put("title", code.title());
        body.put("status", code.status());
        body.put("detail", problem.detail());
        body.put("instance", instance);
        body.put("code", code.code());
        if (!problem.violations().isEmpty()) {
            body.put("violations", problem.violations());
        }
        body.putAll(problem.properties());
        return body;
    }
}
