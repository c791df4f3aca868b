package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What the numbers and headers of an answer mean. */
final class Answers {
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int PROXY_LOGIN = 407;
    private static final int SERVER_FAILED = 500;

    private Answers() {}

    /**
     * What to throw for an answer that brings no file.
     *
     * @param file what was asked for, as people call it
     */
    static JimmException refused(String file, HttpResponse<?> answer) throws TransientFailure {
        int status = answer.statusCode();
        String host = answer.uri().getHost();
        if (status == TOO_MANY || status == TIMEOUT || status >= SERVER_FAILED) {
            String reason =
                    status == TOO_MANY ? "is asked too often" : status == TIMEOUT ? "waited too long" : "failed";
            throw new TransientFailure(host + " " + reason + " (" + status + ")", retryAfter(answer.headers()));
        }
        return new JimmException(Category.DATA, file + ": " + reason(status, answer.uri()));
    }

    private static String reason(int status, URI address) {
        return switch (status) {
            case 401, 403 -> "access is not allowed (" + status + ", " + Requests.shown(address) + ")";
            case 404, 410 -> "there is no " + Requests.shown(address);
            case PROXY_LOGIN ->
                "the proxy wants a name and a password (407): https_proxy=http://NAME:PASSWORD@HOST:PORT,"
                        + " and -Djdk.http.auth.tunneling.disabledSchemes= for Java";
            default -> address.getHost() + " answered " + status + " for " + Requests.shown(address);
        };
    }

    /** How long the server asks to be left alone, in seconds or until a date; {@code null} when it does not say. */
    private static Duration retryAfter(HttpHeaders headers) {
        String text = headers.firstValue("Retry-After").orElse("").strip();
        try {
            if (text.matches("[0-9]{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(text));
            }
            ZonedDateTime until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration pause = Duration.between(ZonedDateTime.now(), until);
            return pause.isNegative() ? Duration.ZERO : pause;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A size in a header; empty when there is none, or something else stands there. */
    static Optional<Long> size(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    /** The tag of a content, without quotes and the mark of weak ones. */
    static Optional<String> etag(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .map(tag -> tag.replaceAll("^\"|\"$", ""))
                .filter(tag -> !tag.isEmpty());
    }
}
