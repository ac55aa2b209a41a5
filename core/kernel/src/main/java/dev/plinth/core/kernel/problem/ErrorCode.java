// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.problem;

/**
 * The one registry of error codes. A code is a promise: once released it keeps its meaning for ever.
 *
 * <p>Codes are {@code area.what-is-wrong}, lower-case and dashed.
 */
public enum ErrorCode {
    UNAUTHENTICATED("access.unauthenticated", Fault.USER, 401, "Sign in first"),
    FORBIDDEN("access.forbidden", Fault.USER, 403, "Not allowed"),
    NOT_FOUND("resource.not-found", Fault.USER, 404, "No such resource"),
    KIND_UNKNOWN("kind.unknown", Fault.USER, 404, "No such kind"),
    SPEC_INVALID("resource.invalid", Fault.USER, 422, "The resource is not valid"),
    DOCUMENT_MALFORMED("document.malformed", Fault.USER, 400, "The document cannot be read"),
    DOCUMENT_TOO_LARGE("document.too-large", Fault.USER, 413, "The document is too large"),
    REVISION_STALE("resource.revision-stale", Fault.USER, 412, "Somebody else changed it first"),
    REFERENCE_MISSING("resource.reference-missing", Fault.USER, 422, "A reference points to nothing"),
    REFERENCED("resource.referenced", Fault.USER, 409, "Other resources refer to it"),
    REVERT_CONFLICT("ledger.revert-conflict", Fault.USER, 409, "Later changes stand in the way"),
    LEDGER_BUSY("ledger.busy", Fault.RESOURCES, 503, "Too many changes at once"),
    CHANGE_NOT_FOUND("ledger.change-not-found", Fault.USER, 404, "No such change"),
    POSITION_TOO_OLD("watch.position-too-old", Fault.USER, 410, "The position is too old, start over"),
    POSITION_INVALID("watch.position-invalid", Fault.USER, 400, "The position cannot be read"),
    TOO_MANY_WATCHERS("watch.too-many", Fault.RESOURCES, 503, "Too many watchers"),
    POSITION_NOT_REACHED("watch.position-not-reached", Fault.RESOURCES, 503, "Not that far yet"),
    REQUEST_INVALID("request.invalid", Fault.USER, 400, "The request is not valid"),
    ROUTE_UNKNOWN("request.no-such-path", Fault.USER, 404, "No such path"),
    METHOD_NOT_ALLOWED("request.method-not-allowed", Fault.USER, 405, "The path does not take this method"),
    MEDIA_TYPE_UNSUPPORTED("request.media-type", Fault.USER, 415, "The media type is not supported"),
    NOT_ACCEPTABLE("request.not-acceptable", Fault.USER, 406, "No such representation"),
    SECRET_UNREADABLE("secret.unreadable", Fault.EXTERNAL, 503, "The secret cannot be opened"),
    BACKUP_UNREADABLE("backup.unreadable", Fault.USER, 422, "The backup cannot be used"),
    INSTALLATION_NOT_EMPTY("backup.installation-not-empty", Fault.USER, 409, "The installation is not empty"),
    USER_EXISTS("identity.user-exists", Fault.USER, 409, "There is such a user already"),
    PASSWORD_WEAK("identity.password-weak", Fault.USER, 422, "The password is too weak"),
    PASSWORD_WRONG("identity.password-wrong", Fault.USER, 403, "The password is not right"),
    SIGN_IN_BUSY("identity.busy", Fault.RESOURCES, 503, "Too many sign-ins at once"),
    ENGINE_UNAVAILABLE("engine.unavailable", Fault.EXTERNAL, 503, "An engine does not answer"),
    ROOM_OFF("room.off", Fault.USER, 404, "This part of Plinth does not run"),
    TRACE_NOT_FOUND("telemetry.trace-not-found", Fault.USER, 404, "No such trace"),
    SPAN_NOT_FOUND("telemetry.span-not-found", Fault.USER, 404, "No such span"),
    ALERT_CLAIMED("alerts.claimed", Fault.USER, 409, "Somebody else takes care of it"),
    ALERT_OVER("alerts.over", Fault.USER, 409, "The alert is over"),
    TOO_MANY_TAILS("telemetry.too-many-tails", Fault.RESOURCES, 503, "Too many follow the logs"),
    INTERNAL("internal.defect", Fault.INTERNAL, 500, "A defect of Plinth");

    private final String code;
    private final Fault fault;
    private final int status;
    private final String title;

    ErrorCode(String code, Fault fault, int status, String title) {
        this.code = code;
        this.fault = fault;
        this.status = status;
        this.title = title;
    }

    public String code() {
        return code;
    }

    public Fault fault() {
        return fault;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }
}
