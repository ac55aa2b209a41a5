// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.problem.Fault;
import dev.plinth.core.kernel.problem.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers and failures as Alertmanager does. */
final class Answers {
    static final JsonMapper JSON = JsonMapper.shared();

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    /** Who asks, what there is, how much was sent: that has the same form everywhere in Plinth. */
    private static final Set<Integer> OF_ALL = Set.of(401, 403, 404, 413);

    private Answers() {}

    /** What is answered; null for no body. */
    interface Made {
        @Nullable
        Object get() throws IOException;
    }

    /**
     * Answers with what is made, or with why it cannot be made.
     *
     * @throws ProblemException when it is about who asks, or a defect: that has the same form everywhere
     */
    static void write(HttpServletResponse response, Made made) throws IOException {
        try {
            say(response, 200, made.get());
        } catch (ApiException e) {
            say(response, e.status(), e.body());
        } catch (ProblemException e) {
            if (OF_ALL.contains(e.code().status()) || e.code().fault() == Fault.INTERNAL) {
                throw e;
            }
            say(response, e.code().fault() == Fault.USER ? 400 : 503, text(e));
        } catch (EngineAway | DataAccessException | TransactionException e) {
            LOG.warn("The API of Alertmanager cannot answer: {}", e.getMessage());
            say(response, 503, "PostgreSQL does not answer, or has no room. Try again in a moment.");
        }
    }

    private static String text(ProblemException problem) {
        return problem.violations().isEmpty()
                ? problem.detail()
                : problem.violations().stream()
                        .map(each -> "%s: %s (expected: %s)".formatted(each.field(), each.offending(), each.expected()))
                        .collect(Collectors.joining("; "));
    }

    private static void say(HttpServletResponse response, int status, @Nullable Object body) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        if (body == null) {
            response.setContentLength(0);
            return;
        }
        byte[] json = JSON.writeValueAsBytes(body);
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
