package dev.jimm.core.analyze;

import dev.jimm.core.analyze.DataReport.OtherFiles;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.image.ImageFormat;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Looks for what an image folder holds besides its images. */
public final class FolderSurvey {
    private static final int LISTED = 100;
    private static final List<String> PARTS = List.of("train", "val", "validation");

    private FolderSurvey() {}

    /** No other files, as for all data sets but image folders. */
    public static OtherFiles none() {
        return new OtherFiles(0, List.of());
    }

    /**
     * The files that are not read: those that are no images by their names, and images outside of class folders. Hidden
     * files and what lies in hidden folders do not count, nor do folders beside {@code train}, {@code val} and {@code
     * validation}, where there is a {@code train}. Links are followed, as the reader does.
     */
    public static OtherFiles of(Path root) {
        boolean parted = Files.isDirectory(root.resolve(PARTS.get(0)));
        List<Path> folders = parted
                ? PARTS.stream().map(root::resolve).filter(Files::isDirectory).toList()
                : List.of(root);
        List<String> others = folders.stream()
                .flatMap(folder -> others(root, folder).stream())
                .toList();
        return new OtherFiles(others.size(), others.stream().limit(LISTED).toList());
    }

    private static List<String> others(Path root, Path folder) {
        OtherFilesVisitor visitor = new OtherFilesVisitor(folder);
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "cannot look through " + folder + ": " + Reason.of(e), e);
        }
        return visitor.others.stream()
                .map(path -> root.relativize(path).toString())
                .sorted()
                .toList();
    }

    private static final class OtherFilesVisitor extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final List<Path> others = new ArrayList<>();

        OtherFilesVisitor(Path folder) {
            this.folder = folder;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
            return !visited.equals(folder) && isHidden(visited)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean inNoClass = folder.equals(file.getParent());
            if (attributes.isRegularFile() && !isHidden(file) && (inNoClass || !ImageFormat.named(file))) {
                others.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        private static boolean isHidden(Path path) {
            return path.getFileName().toString().startsWith(".");
        }
    }
}
