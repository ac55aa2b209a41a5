// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.problem;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A failure that reaches the caller as an RFC 9457 problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<Violation> violations;
    private final transient Map<String, Object> properties;

    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, List.of(), Map.of(), null);
    }

    public ProblemException(ErrorCode code, String detail, List<Violation> violations) {
        this(code, detail, violations, Map.of(), null);
    }

    /** @param properties members added to the problem; simple values, lists and maps */
    public ProblemException(
            ErrorCode code,
            String detail,
            List<Violation> violations,
            Map<String, Object> properties,
            @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.violations = List.copyOf(violations);
        this.properties = Map.copyOf(properties);
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<Violation> violations() {
        return violations;
    }

    public Map<String, Object> properties() {
        return properties;
    }
}
