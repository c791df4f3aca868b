package dev.jimm.plugin.parquet;

import dev.jimm.plugin.parquet.Parquet.ValidationSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The files of the two parts, in order; the validation part can be empty. */
record PartFiles(List<Path> train, List<Path> validation) {
    private static final String ENDING = ".parquet";
    private static final Pattern SHARD = Pattern.compile(".*-(\\d{1,9})-of-(\\d{1,9})\\b.*");
    private static final int MANY = 5;

    static PartFiles find(Path root, ValidationSplit split) throws IOException {
        if (Files.isRegularFile(root)) {
            return new PartFiles(List.of(root), List.of());
        }
        if (!Files.isDirectory(root)) {
            throw new IOException(root + " does not exist; " + expected());
        }
        List<Path> all = parquetFiles(root.resolve("data"));
        all = all.isEmpty() ? parquetFiles(root) : all;
        List<Path> train = named("train", all);
        if (train.isEmpty()) {
            throw new IOException("no train-*" + ENDING + " in " + root + " or its folder data"
                    + (all.isEmpty() ? "" : ", but " + some(all)) + "; " + expected());
        }
        return new PartFiles(complete(train), complete(validation(root, all, split)));
    }

    private static String expected() {
        return "expected is a folder with train-*" + ENDING + ", and validation-*" + ENDING
                + " where there is a validation part, or one parquet file";
    }

    private static List<Path> validation(Path root, List<Path> all, ValidationSplit split) throws IOException {
        List<Path> validation = named("validation|val", all);
        if (split == ValidationSplit.VALIDATION) {
            return validation;
        }
        if (!validation.isEmpty()) {
            throw new IllegalArgumentException("validation-split is test, but " + root + " has a validation part: "
                    + some(validation) + "; leave the key out");
        }
        List<Path> test = named("test", all);
        if (test.isEmpty()) {
            throw new IllegalArgumentException(
                    "validation-split is test, but " + root + " has no test-*" + ENDING + ", only " + some(all));
        }
        return test;
    }

    private static List<Path> parquetFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(
                            file -> name(file).endsWith(ENDING) && !name(file).startsWith("."))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> named(String part, List<Path> files) {
        Pattern pattern = Pattern.compile("(" + part + ")(-.*)?" + Pattern.quote(ENDING));
        return files.stream()
                .filter(file -> pattern.matcher(name(file)).matches())
                .toList();
    }

    /** @throws IOException if one of {@code train-00000-of-00003.parquet} and so on is not there */
    private static List<Path> complete(List<Path> files) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        int total = 0;
        for (Path file : files) {
            Matcher shard = SHARD.matcher(name(file));
            if (shard.matches()) {
                numbers.add(Integer.valueOf(shard.group(1)));
                total = Math.max(total, Integer.parseInt(shard.group(2)));
            }
        }
        List<Integer> missing = IntStream.range(0, total)
                .boxed()
                .filter(number -> !numbers.contains(number))
                .limit(MANY)
                .toList();
        if (!missing.isEmpty()) {
            throw new IOException("of the " + total + " files such as " + files.get(0) + " only " + numbers.size()
                    + " are there; download the others, too, such as those numbered " + missing);
        }
        return files;
    }

    private static String some(List<Path> files) {
        List<String> names = files.stream().map(PartFiles::name).limit(MANY).toList();
        return String.join(", ", names) + (files.size() > MANY ? ", ..." : "");
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
