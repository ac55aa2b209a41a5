// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** RFC 9457 problems with a stable code, and for each field what was given and what is expected. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    record Violation(String field, @Nullable String given, String expected) {}

    @ExceptionHandler
    ResponseEntity<Object> notFound(FilmNotFoundException e) {
        return answer(HttpStatus.NOT_FOUND, "films.not-found", e.getMessage(), List.of());
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<Object> database(RuntimeException e) {
        if (!isAway(e)) {
            throw e;
        }
        LOG.warn("The database does not answer: {}", e.getMessage());
        return later("films.database-away", "Films cannot be shown right now.");
    }

    private static ResponseEntity<Object> later(String code, String detail) {
        ResponseEntity<Object> answer = answer(HttpStatus.SERVICE_UNAVAILABLE, code, detail, List.of());
        return ResponseEntity.status(answer.getStatusCode())
                .header(HttpHeaders.RETRY_AFTER, "2")
                .body(answer.getBody());
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
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Violation> violations = e.getParameterValidationResults().stream()
                .map(result -> new Violation(
                        String.valueOf(result.getMethodParameter().getParameterName()),
                        String.valueOf(result.getArgument()),
                        String.valueOf(result.getResolvableErrors().getFirst().getDefaultMessage())))
                .toList();
        return answer(HttpStatus.BAD_REQUEST, "request.invalid", "The request is not valid.", violations);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                HttpStatus.BAD_REQUEST,
                "request.invalid",
                "A part of the address cannot be read.",
                List.of(new Violation(
                        String.valueOf(e.getPropertyName()),
                        String.valueOf(e.getValue()),
                        expected(e.getRequiredType()))));
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        return type.isEnum()
                ? "one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(value -> value.toString().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                : "a whole number";
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
