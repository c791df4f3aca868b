package dev.jimm.core.reader;

import dev.jimm.api.data.Reader;
import dev.jimm.core.reader.INaturalist.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A folder of iNaturalist's.
 *
 * @param folder the folder
 * @param files relative to it
 * @param classOfFile the class name of each file
 */
record INaturalistFolder(Path folder, List<String> files, List<String> classOfFile) {
    /** An id and seven names, from the kingdom to the species. */
    private static final Pattern OF_2021 = Pattern.compile("\\d+(_[^_]+){7}");

    private static final String EXPECTED = "expected is ROOT/2021_train/NNNNN_Kingdom_Phylum_Class_Order_Family_Genus"
            + "_species/*.jpg with ROOT/2021_valid beside it (2021), or ROOT/SUPER/CATEGORY/*.jpg (2017 to 2019)";

    /**
     * Looks through a folder.
     *
     * @throws IllegalArgumentException if the folder's layout does not have the level
     */
    static INaturalistFolder scan(Path folder, Level level) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is not a folder; " + EXPECTED);
        }
        ClassFolders found = ClassFolders.scan(folder).requireImages();
        boolean of2021 = OF_2021.matcher(found.classNames().get(0)).matches();
        requireLevel(folder, of2021, level);
        List<String> files = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        for (Map.Entry<String, List<String>> subFolder : found.files().entrySet()) {
            files.addAll(subFolder.getValue());
            if (of2021) {
                String name = taxon(folder, subFolder.getKey(), level);
                classes.addAll(Collections.nCopies(subFolder.getValue().size(), name));
            } else {
                classes.addAll(categories(folder, subFolder.getKey(), subFolder.getValue(), level));
            }
        }
        return new INaturalistFolder(folder, files, classes);
    }

    private static void requireLevel(Path folder, boolean of2021, Level level) {
        if (of2021 == (level == Level.SUPER) && level != Level.FULL) {
            throw new IllegalArgumentException("level must be "
                    + (of2021 ? "kingdom, phylum, class, order, family, genus or full" : "super or full") + ", not "
                    + level.name().toLowerCase(Locale.ROOT) + ": " + folder + " has the layout of "
                    + (of2021 ? "2021" : "2017 to 2019"));
        }
    }

    private static String taxon(Path folder, String name, Level level) throws IOException {
        if (!OF_2021.matcher(name).matches()) {
            throw new IOException(folder.resolve(name)
                    + " is not named by an id and seven levels such as "
                    + "00000_Animalia_Annelida_Clitellata_Haplotaxida_Lumbricidae_Lumbricus_terrestris; " + EXPECTED);
        }
        return level == Level.FULL ? name : name.split("_")[1 + level.ordinal()];
    }

    private static List<String> categories(Path folder, String superCategory, List<String> files, Level level)
            throws IOException {
        // The same text for all files of a class: a million copies would be felt.
        Map<String, String> names = new HashMap<>();
        List<String> categories = new ArrayList<>();
        for (String file : files) {
            Path path = Path.of(file);
            if (path.getNameCount() != 3) {
                throw new IOException(folder.resolve(file) + " is not in a folder SUPER/CATEGORY; " + EXPECTED);
            }
            String name = level == Level.SUPER ? superCategory : superCategory + "/" + path.getName(1);
            categories.add(names.computeIfAbsent(name, same -> same));
        }
        return categories;
    }

    /**
     * The classes in the order of their labels, which is torchvision's: where the last folders are numbers, those are
     * the labels' order, elsewhere that of the folders.
     */
    List<String> classNames() {
        Set<String> names = new LinkedHashSet<>(classOfFile);
        if (names.stream().allMatch(name -> name.matches(".*/\\d+"))) {
            return names.stream()
                    .sorted((a, b) -> NaturalOrder.INSTANCE.compare(category(a), category(b)))
                    .toList();
        }
        return List.copyOf(names);
    }

    private static String category(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    /** @param classNames in the order of the labels; every file's class is among them */
    Reader reader(List<String> classNames) {
        Map<String, Integer> labels = new HashMap<>();
        classNames.forEach(name -> labels.put(name, labels.size()));
        return new FileReader(
                folder,
                classNames,
                NameList.of(files),
                classOfFile.stream().mapToInt(labels::get).toArray());
    }
}
