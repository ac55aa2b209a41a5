// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.problem.Fault;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.telemetry.metric.remote.RemotePrometheus;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers and failures in the envelope of Prometheus. */
@Component
class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final JsonMapper mapper;

    Answers(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Answers with what is made, or with why it cannot be made.
     *
     * @throws ProblemException when it is about who asks, or this part of Plinth does not run: that has the same form everywhere
     */
    void write(HttpServletResponse response, Supplier<Answer> made) throws IOException {
        Answer answer;
        try {
            answer = made.get();
        } catch (ApiException e) {
            fail(response, e);
            return;
        } catch (ProblemException e) {
            if (e.code().fault() == Fault.USER) {
                throw e;
            }
            fail(response, new ApiException(ApiException.Type.UNAVAILABLE, e.detail(), e));
            return;
        } catch (EngineAway e) {
            LOG.warn("Metrics cannot be read: {}", e.getMessage());
            fail(response, new ApiException(ApiException.Type.UNAVAILABLE, e.getMessage(), e));
            return;
        } catch (DataAccessException e) {
            LOG.warn("Metrics cannot be read: {}", e.toString());
            fail(
                    response,
                    new ApiException(
                            ApiException.Type.UNAVAILABLE,
                            "PostgreSQL does not answer, or has no room. Try again in a moment.",
                            e));
            return;
        } catch (RuntimeException e) {
            LOG.error("A request for metrics failed", e);
            fail(
                    response,
                    new ApiException(
                            ApiException.Type.INTERNAL,
                            "Something failed that should not. The log of the core says more.",
                            e));
            return;
        }
        succeed(response, answer);
    }

    private void succeed(HttpServletResponse response, Answer answer) throws IOException {
        RemotePrometheus.Answer handedOn = answer.handedOn();
        if (handedOn != null) {
            begin(response, handedOn.status());
            response.setContentType(handedOn.type());
            response.getOutputStream().write(handedOn.body());
            return;
        }
        begin(response, HttpServletResponse.SC_OK);
        try (JsonGenerator json = mapper.createGenerator(response.getOutputStream())) {
            json.writeStartObject();
            json.writeStringProperty("status", "success");
            json.writeName("data");
            answer.data().write(json);
            list(json, "warnings", answer.warnings());
            list(json, "infos", answer.infos());
            json.writeEndObject();
        }
    }

    private void fail(HttpServletResponse response, ApiException failure) throws IOException {
        begin(response, failure.type().status());
        try (JsonGenerator json = mapper.createGenerator(response.getOutputStream())) {
            json.writeStartObject();
            json.writeStringProperty("status", "error");
            json.writeStringProperty("errorType", failure.type().text());
            json.writeStringProperty("error", String.valueOf(failure.getMessage()));
            json.writeEndObject();
        }
    }

    private static void begin(HttpServletResponse response, int status) {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
    }

    private static void list(JsonGenerator json, String name, List<String> texts) {
        if (texts.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }
}
