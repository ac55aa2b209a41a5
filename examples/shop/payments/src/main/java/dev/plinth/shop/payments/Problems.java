// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;

/** RFC 9457 problems with a stable code, and for each field what was given and what is expected. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    record Violation(String field, @Nullable String given, String expected) {}

    @ExceptionHandler
    ResponseEntity<Object> forbidden(AccessDeniedException e) {
        return answer(
                HttpStatus.FORBIDDEN, "payments.forbidden", "Only the app orders may ask for payments.", List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> reused(OrderIdReusedException e) {
        return answer(HttpStatus.UNPROCESSABLE_CONTENT, "payments.order-id-reused", e.getMessage(), List.of());
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<Object> database(RuntimeException e) {
        if (!isAway(e)) {
            throw e;
        }
        LOG.warn("The database does not answer: {}", e.getMessage());
        return answer(
                HttpStatus.SERVICE_UNAVAILABLE,
                "payments.database-away",
                "Payments are not taken right now.",
                List.of());
    }

    private static boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // connection errors, too many of them, shutdown; the pool's time-out has no state
            if (cause instanceof SQLException sql
                    && (sql.getSQLState() == null || sql.getSQLState().matches("(08|53|57).*"))) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Violation> violations = e.getFieldErrors().stream()
                .map(error -> new Violation(
                        error.getField(),
                        error.getRejectedValue() == null ? null : String.valueOf(error.getRejectedValue()),
                        String.valueOf(error.getDefaultMessage())))
                .toList();
        return answer(HttpStatus.BAD_REQUEST, "request.invalid", "The request is not valid.", violations);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                HttpStatus.BAD_REQUEST, "request.unreadable", "The body cannot be read.", unreadable(e.getCause()));
    }

    private static List<Violation> unreadable(@Nullable Throwable cause) {
        return switch (cause) {
            case MismatchedInputException mismatch ->
                List.of(new Violation(
                        path(mismatch),
                        null,
                        mismatch.getTargetType() == null
                                ? "another value"
                                : mismatch.getTargetType().getSimpleName()));
            case DatabindException other -> List.of(new Violation(path(other), null, "another value"));
            case JacksonException malformed ->
                List.of(new Violation("(body)", malformed.getOriginalMessage(), "a JSON object"));
            case null, default -> List.of(new Violation("(body)", null, "a JSON object"));
        };
    }

    private static String path(DatabindException e) {
        String path = e.getPath().stream()
                .map(each -> each.getPropertyName())
                .filter(Objects::nonNull)
                .reduce((left, right) -> left + "." + right)
                .orElse("");
        return path.isEmpty() ? "(body)" : path;
    }

    /** The rest that Spring MVC refuses has at least a code. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail problem) {
            problem.setProperty("code", "request.refused");
        }
        return super.createResponseEntity(body, headers, status, request);
    }

    private static ResponseEntity<Object> answer(
            HttpStatus status, String code, @Nullable String detail, List<Violation> violations) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(detail));
        problem.setProperty("code", code);
        if (!violations.isEmpty()) {
            problem.setProperty("violations", violations);
        }
        return ResponseEntity.status(status).body(problem);
    }
}
