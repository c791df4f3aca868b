package dev.jimm.core.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the hub says of one repository: by HEAD of its files, and of its lists when something is not there. */
final class RemoteHub {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteHub.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LIST = 4 << 20;
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final HubSettings settings;
    private final Requests requests;
    private final Patience patience;
    private final Repository repository;

    RemoteHub(HubSettings settings, Requests requests, Patience patience, Repository repository) {
        this.settings = settings;
        this.requests = requests;
        this.patience = patience;
        this.repository = repository;
    }

    /** Where a file is, of a commit or another revision. */
    static URI address(HubSettings settings, Repository repository, String revision, String name) {
        return URI.create(settings.endpoint() + "/" + repository.id() + "/resolve/" + encoded(revision) + "/"
                + Arrays.stream(name.split("/")).map(RemoteHub::encoded).collect(Collectors.joining("/")));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Asks for a file.
     *
     * @param cache notes that there is none
     * @return empty when the repository has no such file
     * @throws JimmException (DATA) when there is no such repository or revision, or no access to it
     */
    Optional<RemoteFile> find(String name, HubCache cache) throws TransientFailure, InterruptedException {
        HttpResponse<Body> answer = requests.head(address(settings, repository, repository.revision(), name));
        answer.body().close();
        HttpHeaders headers = answer.headers();
        Optional<String> commit = headers.firstValue("X-Repo-Commit").filter(Repository::isCommit);
        int status = answer.statusCode();
        if (status == 200 || Requests.isRedirect(answer)) {
            return Optional.of(file(name, commit, answer));
        }
        String code = headers.firstValue("X-Error-Code").orElse("");
        if (status == 404 && !code.equals("RepoNotFound") && !code.equals("RevisionNotFound")) {
            commit.ifPresent(known -> {
                cache.noteAbsent(known, name);
                cache.refer(known);
            });
            return Optional.empty();
        }
        throw refused(name, code, answer);
    }

    private RemoteFile file(String name, Optional<String> commit, HttpResponse<Body> answer) {
        HttpHeaders headers = answer.headers();
        Optional<String> tag = Answers.etag(headers, "X-Linked-Etag")
                .or(() -> Answers.etag(headers, "ETag"))
                .filter(text -> TAG.matcher(text).matches());
        if (commit.isEmpty() || tag.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    settings.endpoint() + " does not answer as a hub does (no "
                            + (commit.isEmpty() ? "X-Repo-Commit" : "ETag") + " for "
                            + Requests.shown(answer.uri())
                            + "); is HF_ENDPOINT right, or does a proxy or a login page stand before it?");
        }
        if (repository.isCommit() && !commit.get().equals(repository.revision())) {
            throw failure("the hub answers with commit " + commit.get() + " instead; is HF_ENDPOINT right?");
        }
        Optional<Long> size = Answers.size(headers, "X-Linked-Size");
        if (size.isEmpty() && !Requests.isRedirect(answer)) {
            size = Answers.size(headers, "Content-Length");
        }
        return new RemoteFile(name, commit.get(), tag.get(), size.orElse(-1L));
    }

    private JimmException refused(String name, String code, HttpResponse<Body> answer)
            throws TransientFailure, InterruptedException {
        int status = answer.statusCode();
        boolean noAccess = status == 401 || status == 403;
        String page = settings.endpoint() + "/" + repository.id();
        if (code.equals("GatedRepo")) {
            return failure("is open only to those who accept its conditions: accept them at " + page + ", then "
                    + tokenAdvice() + " (" + status + ")");
        }
        if (noAccess || code.equals("RepoNotFound")) {
            return failure("there is no such repository at " + settings.endpoint() + ", or it is private; if it is, "
                    + tokenAdvice() + " (" + status + ")");
        }
        if (code.equals("RevisionNotFound")) {
            return failure("it has no revision '" + repository.revision() + "'"
                    + Nearest.hint(repository.revision(), revisions()));
        }
        return Answers.refused(repository + ": " + name, answer);
    }

    private String tokenAdvice() {
        return settings.token().isEmpty()
                ? "set HF_TOKEN to a token of your account (" + settings.endpoint() + "/settings/tokens)"
                : "use a token of an account that may read it (the token that was sent may not)";
    }

    private JimmException failure(String text) {
        return new JimmException(Category.DATA, repository + ": " + text);
    }

    /**
     * What to throw when the repository has none of the files.
     *
     * @param remark follows their names
     */
    JimmException absent(List<String> names, String remark) throws InterruptedException {
        List<String> files = files();
        String there = files.isEmpty()
                ? ""
                : "; it has " + files.stream().limit(12).collect(Collectors.joining(", "))
                        + (files.size() > 12 ? ", ..." : "");
        return failure(
                "it has no " + String.join(" and no ", names) + remark + Nearest.hint(names.get(0), files) + there);
    }

    private List<String> files() throws InterruptedException {
        return names(list("/revision/" + encoded(repository.revision())).path("siblings"), "rfilename");
    }

    private List<String> revisions() throws InterruptedException {
        JsonNode references = list("/refs");
        List<String> names = new ArrayList<>(names(references.path("branches"), "name"));
        names.addAll(names(references.path("tags"), "name"));
        return names;
    }

    private static List<String> names(JsonNode list, String key) {
        List<String> names = new ArrayList<>();
        list.forEach(entry -> names.add(SafeNames.shown(entry.path(key).asText())));
        return names;
    }

    /** A list of the hub's, for hints: without it, messages say less. */
    private JsonNode list(String path) throws InterruptedException {
        URI address = URI.create(settings.endpoint() + "/api/models/" + repository.id() + path);
        try {
            HttpResponse<Body> answer = requests.get(address, Map.of());
            try (Body body = answer.body()) {
                if (answer.statusCode() == 200) {
                    return JSON.readTree(body.bytes(LONGEST_LIST, patience.answer()));
                }
            }
        } catch (IOException | JimmException e) {
            LOG.debug("{}: no list", address, e);
        }
        return JSON.createObjectNode();
    }
}
