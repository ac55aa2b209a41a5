// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.cluster.CoreTokens;
import dev.plinth.promql.model.Matcher;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What other cores ask this one. */
@RestController
@Hidden
class RecentController {
    static final String PATH = "/internal/v1/metrics/";
    private static final int BUFFER = 64 << 10;

    private final LocalRecent recent;

    RecentController(LocalRecent recent) {
        this.recent = recent;
    }

    /** A matcher as JSON. */
    record MatcherDocument(Matcher.Kind kind, String name, String value) {
        static MatcherDocument of(Matcher matcher) {
            return new MatcherDocument(matcher.kind(), matcher.name(), matcher.value());
        }

        Matcher matcher() {
            return Matcher.of(kind, name, value);
        }
    }

    /** What is asked; times in milliseconds, both ends inclusive. */
    record Question(List<MatcherDocument> matchers, long from, long to) {
        static Question of(List<Matcher> matchers, long from, long to) {
            return new Question(matchers.stream().map(MatcherDocument::of).toList(), from, to);
        }

        List<Matcher> parsed() {
            return matchers.stream().map(MatcherDocument::matcher).toList();
        }
    }

    @PostMapping(PATH + "select")
    void select(@RequestBody Question question, Principal caller, HttpServletResponse response) throws IOException {
        CoreTokens.requireCore(caller);
        RecentAnswer.write(recent.select(question.parsed(), question.from, question.to), true, stream(response));
    }

    @PostMapping(PATH + "labels")
    void labels(@RequestBody Question question, Principal caller, HttpServletResponse response) throws IOException {
        CoreTokens.requireCore(caller);
        RecentAnswer.write(recent.labels(question.parsed(), question.from, question.to), false, stream(response));
    }

    @PostMapping(PATH + "exemplars")
    void exemplars(@RequestBody Question question, Principal caller, HttpServletResponse response) throws IOException {
        CoreTokens.requireCore(caller);
        RecentAnswer.writeExemplars(recent.exemplars(question.parsed(), question.from, question.to), stream(response));
    }

    @PostMapping(PATH + "metadata")
    void metadata(Principal caller, HttpServletResponse response) throws IOException {
        CoreTokens.requireCore(caller);
        RecentAnswer.writeMetadata(recent.metadata(), stream(response));
    }

    private static DataOutputStream stream(HttpServletResponse response) throws IOException {
        response.setContentType("application/octet-stream");
        return new DataOutputStream(new BufferedOutputStream(response.getOutputStream(), BUFFER));
    }
}
