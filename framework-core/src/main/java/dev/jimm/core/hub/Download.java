package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.file.AtomicFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings one file, in as many parts as it takes. What is there of it stays when a download ends early, so that the next
 * one goes on from there; where wrong bytes would not be noticed, it begins anew.
 */
final class Download {
    private static final int OK = 200;
    private static final int PART = 206;
    private static final int PAST_THE_END = 416;
    /** An attempt that brought less than this got nowhere. */
    private static final long FURTHER = 1 << 20;

    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");

    /** What came is not what was announced. */
    private static final class WrongContent extends Exception {
        WrongContent(String message) {
            super(message);
        }
    }

    private final Requests requests;
    private final Patience patience;
    private final DownloadListener listener;
    private final String name;
    private final URI address;
    private final ExpectedContent expected;
    private final Path partial;
    private final Path file;
    private final Attempts attempts;

    private long total;
    private String tag;
    /** How far it ever got: what comes a second time is no progress. */
    private long furthest;

    /**
     * @param name the file, as people call it
     * @param partial where the bytes go
     * @param file what that is called when all of them are there
     */
    Download(
            Requests requests,
            Patience patience,
            DownloadListener listener,
            String name,
            URI address,
            ExpectedContent expected,
            Path partial,
            Path file) {
        this.requests = requests;
        this.patience = patience;
        this.listener = listener;
        this.name = name;
        this.address = address;
        this.expected = expected;
        this.partial = partial;
        this.file = file;
        this.total = expected.bytes();
        attempts = new Attempts(patience, listener, name);
    }

    /**
     * Returns when the whole file is there, checked, on the disk, and under its name.
     *
     * @throws JimmException (DATA) when it cannot be had; what came of it stays only if it is of use
     * @throws IOException when it cannot be kept
     */
    void run() throws IOException, InterruptedException {
        requireFew(expected.bytes());
        Files.createDirectories(partial.getParent());
        if (!expected.isChecked()) {
            Files.deleteIfExists(partial);
        }
        furthest = present();
        boolean discarded = false;
        while (true) {
            try {
                attempt();
                check();
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
                AtomicFiles.confirm(file.getParent());
                listener.ends(name);
                return;
            } catch (TransientFailure e) {
                if (!expected.isChecked()) {
                    discard();
                }
                attempts.after(e);
            } catch (WrongContent e) {
                discard();
                if (discarded) {
                    throw new JimmException(
                            Category.DATA,
                            name + ": " + e.getMessage() + ", twice; what came was deleted. Somebody on the way changes"
                                    + " it, or the file there is damaged: " + Requests.shown(address),
                            e);
                }
                discarded = true;
                listener.triesAgain(name, e.getMessage());
            }
        }
    }

    private long present() throws IOException {
        return Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS) ? Files.size(partial) : 0;
    }

    private void discard() throws IOException {
        Files.deleteIfExists(partial);
        total = expected.bytes();
        tag = null;
    }

    private void check() throws IOException, WrongContent {
        Optional<String> problem = expected.problem(partial);
        if (problem.isPresent()) {
            throw new WrongContent(problem.get());
        }
    }

    private void attempt() throws IOException, InterruptedException, WrongContent {
        long present = present();
        if (total >= 0 && present == total && present > 0) {
            return; // all of it came before, and only the check is missing
        }
        requireRoom(present);
        HttpResponse<Body> answer = requests.get(address, headers(present));
        attempts.answered();
        try (Body body = answer.body()) {
            long begin = begin(answer, present);
            remember(answer, begin);
            requireRoom(begin);
            listener.begins(name, total, begin);
            receive(body, begin);
        }
    }

    private Map<String, String> headers(long present) {
        Map<String, String> headers = new HashMap<>();
        if (present > 0) {
            headers.put("Range", "bytes=" + present + "-");
            if (tag != null && !tag.startsWith("W/")) {
                headers.put("If-Range", tag);
            }
        }
        return headers;
    }

    /** Where the bytes that come belong. */
    private long begin(HttpResponse<Body> answer, long present) throws TransientFailure, WrongContent {
        if (answer.headers()
                .firstValue("Content-Encoding")
                .filter(how -> !how.equals("identity"))
                .isPresent()) {
            throw new WrongContent(address.getHost() + " sends it compressed, which was not asked for");
        }
        if (answer.statusCode() == OK) {
            return 0;
        }
        if (answer.statusCode() == PAST_THE_END && present > 0) {
            throw new WrongContent("more of it was there than " + address.getHost() + " has");
        }
        if (answer.statusCode() != PART) {
            throw Answers.refused(name, answer);
        }
        Matcher range =
                RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != present) {
            throw new WrongContent(address.getHost() + " sends another part than the one that was asked for");
        }
        String now = answer.headers().firstValue("ETag").orElse(null);
        if (tag != null && now != null && !tag.equals(now)) {
            throw new WrongContent("it changed while it was downloaded");
        }
        agree(Long.parseLong(range.group(2)));
        return present;
    }

    private void remember(HttpResponse<Body> answer, long begin) throws WrongContent {
        tag = answer.headers().firstValue("ETag").orElse(tag);
        if (begin == 0) {
            Optional<Long> announced = Answers.size(answer.headers(), "Content-Length");
            if (announced.isPresent()) {
                agree(announced.get());
            }
        }
    }

    private void agree(long announced) throws WrongContent {
        if (expected.bytes() >= 0 && announced != expected.bytes()) {
            throw new WrongContent("it has " + announced + " bytes instead of " + expected.bytes());
        }
        requireFew(announced);
        total = announced;
    }

    private void requireFew(long bytes) {
        if (bytes > expected.most()) {
            throw new JimmException(
                    Category.DATA,
                    name + " has " + bytes + " bytes; no file of this kind has more than " + expected.most());
        }
    }

    private void requireRoom(long begin) throws IOException {
        long free = Files.getFileStore(partial.getParent()).getUsableSpace();
        if (total - begin > free) {
            throw new JimmException(
                    Category.DATA,
                    name + " needs " + (total - begin) + " bytes, and only " + free + " are free in "
                            + partial.getParent() + "; make room, or choose another folder by HF_HOME");
        }
    }

    private void receive(Body body, long begin) throws IOException, InterruptedException, WrongContent {
        try (FileChannel channel = FileChannel.open(
                partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.truncate(begin).position(begin);
            for (ByteBuffer bytes = next(body); bytes != null; bytes = next(body)) {
                listener.received(bytes.remaining());
                if (channel.position() + bytes.remaining() > expected.most()) {
                    throw new WrongContent(
                            "more came than the " + expected.most() + " bytes that such a file may have");
                }
                if (total >= 0 && channel.position() + bytes.remaining() > total) {
                    throw new WrongContent("more came than the " + total + " bytes that were announced");
                }
                write(channel, bytes);
                if (channel.position() - furthest >= FURTHER) {
                    furthest = channel.position();
                    attempts.gotFurther();
                }
            }
            if (channel.position() < total) {
                throw new TransientFailure(
                        "the connection ended after " + channel.position() + " of " + total + " bytes",
                        (Throwable) null);
            }
            channel.force(true);
        }
    }

    private ByteBuffer next(Body body) throws TransientFailure, InterruptedException {
        try {
            return body.next(patience.answer());
        } catch (IOException e) {
            throw new TransientFailure(
                    "the connection to " + address.getHost() + " broke off (" + e.getMessage() + ")", e);
        }
    }

    private void write(FileChannel channel, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA,
                    name + ": " + partial + " cannot be written: " + Reason.of(e)
                            + "; make room, or choose another folder by HF_HOME. What came is kept, and the next"
                            + " download goes on from there",
                    e);
        }
    }
}
