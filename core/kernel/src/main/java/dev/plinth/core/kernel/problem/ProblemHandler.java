// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Turns what handlers throw into problems, and logs it by whose fault it is. */
@RestControllerAdvice
class ProblemHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    private final ProblemWriter writer;

    ProblemHandler(ProblemWriter writer) {
        this.writer = writer;
    }

    @ExceptionHandler(Exception.class)
    void handle(Exception failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ProblemException problem = problem(failure);
        log(problem, failure, request);
        if (failure instanceof ErrorResponse framework) {
            framework.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        }
        writer.write(problem, request, response);
    }

    private static ProblemException problem(Exception failure) {
        return switch (failure) {
            case ProblemException problem -> problem;
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            case MissingServletRequestParameterException missing ->
                new ProblemException(
                        ErrorCode.REQUEST_INVALID,
                        "A parameter is missing.",
                        List.of(new Violation(missing.getParameterName(), null, "a value")));
            case MethodArgumentTypeMismatchException mismatch ->
                new ProblemException(
                        ErrorCode.REQUEST_INVALID,
                        "A parameter cannot be read.",
                        List.of(new Violation(
                                mismatch.getName(),
                                mismatch.getValue(),
                                "a value of type "
                                        + (mismatch.getRequiredType() == null
                                                ? "unknown"
                                                : mismatch.getRequiredType().getSimpleName()))));
            case MethodArgumentNotValidException invalid ->
                new ProblemException(
                        ErrorCode.REQUEST_INVALID,
                        "The body is not valid.",
                        invalid.getFieldErrors().stream()
                                .map(error -> new Violation(
                                        error.getField(),
                                        error.getRejectedValue(),
                                        String.valueOf(error.getDefaultMessage())))
                                .toList());
            case NoResourceFoundException unknown ->
                new ProblemException(
                        ErrorCode.ROUTE_UNKNOWN, "There is nothing at /" + unknown.getResourcePath() + ".");
            case NoHandlerFoundException unknown ->
                new ProblemException(ErrorCode.ROUTE_UNKNOWN, "There is nothing at " + unknown.getRequestURL() + ".");
            case HttpRequestMethodNotSupportedException method ->
                new ProblemException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "%s is not possible here (expected: one of %s)."
                                .formatted(method.getMethod(), method.getSupportedHttpMethods()));
            case HttpMediaTypeNotSupportedException type ->
                new ProblemException(
                        ErrorCode.MEDIA_TYPE_UNSUPPORTED,
                        "Content-Type %s cannot be read here (expected: one of %s)."
                                .formatted(type.getContentType(), type.getSupportedMediaTypes()));
            case HttpMediaTypeNotAcceptableException type ->
                new ProblemException(
                        ErrorCode.NOT_ACCEPTABLE,
                        "Only these can be had here: %s.".formatted(type.getSupportedMediaTypes()));
            case CannotGetJdbcConnectionException down -> databaseDown(down, "Nothing was changed.");
            case CannotCreateTransactionException down -> databaseDown(down, "Nothing was changed.");
            case DataAccessResourceFailureException down -> databaseDown(down, "Nothing was changed.");
            case TransientDataAccessResourceException down -> databaseDown(down, "Nothing was changed.");
            case TransactionSystemException down ->
                databaseDown(down, "It went away at the last moment: look whether the change was made.");
            case ErrorResponse response
            when response.getStatusCode().is4xxClientError() ->
                new ProblemException(
                        ErrorCode.REQUEST_INVALID,
                        String.valueOf(response.getBody().getDetail()));
            default -> defect(failure);
        };
    }

    private static ProblemException unreadable(HttpMessageNotReadableException failure) {
        if (failure.getCause() instanceof JacksonException json && json.getLocation() != null) {
            return new ProblemException(
                    ErrorCode.DOCUMENT_MALFORMED,
                    json.getOriginalMessage(),
                    List.of(),
                    Map.of(
                            "line", json.getLocation().getLineNr(),
                            "column", json.getLocation().getColumnNr()),
                    failure);
        }
        return new ProblemException(ErrorCode.DOCUMENT_MALFORMED, "The body cannot be read, or there is none.");
    }

    private static ProblemException databaseDown(Exception failure, String outcome) {
        return new ProblemException(
                ErrorCode.ENGINE_UNAVAILABLE,
                "PostgreSQL does not answer, or has no room. " + outcome + " Try again in a moment.",
                List.of(),
                Map.of("engine", "postgres"),
                failure);
    }

    private static ProblemException defect(Exception failure) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return new ProblemException(
                ErrorCode.INTERNAL,
                "Something failed that should not. The log of the core says more under " + id + ".",
                List.of(),
                Map.of("id", id),
                failure);
    }

    private static void log(ProblemException problem, Exception failure, HttpServletRequest request) {
        String what = "%s %s: %s %s"
                .formatted(
                        request.getMethod(),
                        request.getRequestURI(),
                        problem.code().code(),
                        problem.detail());
        switch (problem.code().fault()) {
            case USER -> LOG.debug(what);
            case INTERNAL -> LOG.error(what, failure);
            case RESOURCES, EXTERNAL ->
                LOG.warn(
                        "{} ({})",
                        what,
                        NestedExceptionUtils.getMostSpecificCause(failure).toString());
        }
    }

    /** For failures that were never in a handler: what the status says is all there is. */
    static ErrorCode codeOf(int status) {
        return switch (HttpStatusCode.valueOf(status).value()) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.ROUTE_UNKNOWN;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 413 -> ErrorCode.DOCUMENT_TOO_LARGE;
            case 415 -> ErrorCode.MEDIA_TYPE_UNSUPPORTED;
            default -> status < 500 ? ErrorCode.REQUEST_INVALID : ErrorCode.INTERNAL;
        };
    }
}
