package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.core.data.Fixtures;
import dev.jimm.core.reader.INaturalist.Level;
import dev.jimm.core.reader.INaturalist.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class INaturalistTest {
    private static final String WORM =
            "00000_Animalia_Annelida_Clitellata_Haplotaxida_Lumbricidae_Lumbricus_terrestris";
    private static final String OWL = "03180_Animalia_Chordata_Aves_Strigiformes_Strigidae_Bubo_bubo";
    private static final String SNOWY_OWL = "03181_Animalia_Chordata_Aves_Strigiformes_Strigidae_Bubo_scandiacus";
    private static final String OAK = "09000_Plantae_Tracheophyta_Magnoliopsida_Fagales_Fagaceae_Quercus_robur";

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "KINGDOM, Animalia, Plantae, 0, 0, 1",
        "PHYLUM, Annelida, Tracheophyta, 1, 1, 2",
        "CLASS, Clitellata, Magnoliopsida, 1, 1, 2",
        "ORDER, Haplotaxida, Fagales, 1, 1, 2",
        "FAMILY, Lumbricidae, Fagaceae, 1, 1, 2",
        "GENUS, Lumbricus, Quercus, 1, 1, 2",
        "FULL, " + WORM + ", " + OAK + ", 1, 2, 3"
    })
    void levelsOf2021(Level level, String first, String last, int owl, int snowyOwl, int oak) throws Exception {
        write2021("2021_train");
        image("2021_valid/" + OAK + "/v.jpg");
        try (DataSet data = open(level)) {
            Reader train = data.train();
            assertEquals(first, train.classNames().get(0));
            assertEquals(last, train.classNames().get(train.classNames().size() - 1));
            assertEquals(oak + 1, train.classNames().size());
            assertEquals(List.of(0, 0, owl, snowyOwl, oak), labels(train));
            Reader validation = data.validation().orElseThrow();
            assertEquals(train.classNames(), validation.classNames());
            assertArrayEquals(new int[] {oak}, validation.labels(0));
            assertEquals(root.resolve("2021_valid").resolve(OAK).resolve("v.jpg") + "", validation.name(0));
        }
    }

    @Test
    void theSmallTrainingPartIsForWhereThereIsNoOther() throws Exception {
        write2021("train_mini");
        try (DataSet data = open(Level.FULL)) {
            assertEquals(5, data.train().size());
            assertTrue(data.validation().isEmpty());
        }
        image("train/" + OWL + "/1.jpg");
        try (DataSet data = open(Level.FULL)) {
            assertEquals(List.of(OWL), data.train().classNames());
        }
    }

    @Test
    void levelsOf2017To2019() throws Exception {
        image("Plantae/3/a.jpg");
        image("Aves/10/a.jpg");
        image("Aves/2/a.jpg");
        image("Aves/2/b.jpg");
        try (DataSet full = open(Level.FULL);
                DataSet groups = open(Level.SUPER)) {
            assertEquals(List.of("Aves/2", "Plantae/3", "Aves/10"), full.train().classNames());
            assertEquals(List.of(2, 0, 0, 1), labels(full.train()));
            assertEquals(root.resolve("Aves/10/a.jpg").toString(), full.train().name(0));
            assertEquals(List.of("Aves", "Plantae"), groups.train().classNames());
            assertEquals(List.of(0, 0, 0, 1), labels(groups.train()));
            assertTrue(full.validation().isEmpty());
        }
        image("Aves/Bubo bubo/a.jpg");
        try (DataSet full = open(Level.FULL)) {
            assertEquals(
                    List.of("Aves/10", "Aves/2", "Aves/Bubo bubo", "Plantae/3"),
                    full.train().classNames());
        }
    }

    @Test
    void aLevelThatTheLayoutHasNot() throws Exception {
        write2021("train");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> open(Level.SUPER));
        assertEquals(
                "level must be kingdom, phylum, class, order, family, genus or full, not super: "
                        + root.resolve("train") + " has the layout of 2021",
                e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(
            value = Level.class,
            names = {"SUPER", "FULL"},
            mode = EnumSource.Mode.EXCLUDE)
    void olderYearsHaveNoTaxonomy(Level level) throws Exception {
        image("Aves/2/a.jpg");
        String message =
                assertThrows(IllegalArgumentException.class, () -> open(level)).getMessage();
        assertTrue(message.startsWith("level must be super or full, not "), message);
    }

    @Test
    void refusesWhatIsSomethingElse() throws Exception {
        image("Aves/a.jpg");
        String flat = error();
        assertTrue(flat.startsWith(root.resolve("Aves/a.jpg") + " is not in a folder SUPER/CATEGORY; expected"), flat);
        write2021("train");
        image("train/other/a.jpg");
        String stray = error();
        assertTrue(stray.startsWith(root.resolve("train/other") + " is not named by an id and seven levels"), stray);
        root = root.resolve("nowhere");
        assertTrue(error().startsWith(root + " is not a folder; expected is"), error());
    }

    @Test
    void validationWithClassesOfItsOwn() throws Exception {
        image("train/" + OWL + "/1.jpg");
        image("val/" + OWL + "/1.jpg");
        image("val/" + OAK + "/1.jpg");
        assertEquals(
                root.resolve("val") + " has 1 classes that " + root.resolve("train") + " has not, such as " + OAK
                        + "; unpack both archives of one year again",
                error());
    }

    private DataSet open(Level level) throws IOException {
        return new INaturalist().open("inaturalist", root, new Options(level));
    }

    private String error() {
        return assertThrows(IOException.class, () -> open(Level.FULL)).getMessage();
    }

    private static List<Integer> labels(Reader reader) {
        return IntStream.range(0, reader.size())
                .map(i -> reader.labels(i)[0])
                .boxed()
                .toList();
    }

    private void write2021(String folder) throws IOException {
        image(folder + "/" + WORM + "/a.jpg");
        image(folder + "/" + WORM + "/b.jpg");
        for (String name : List.of(OWL, SNOWY_OWL, OAK)) {
            image(folder + "/" + name + "/a.jpg");
        }
    }

    private void image(String file) throws IOException {
        Fixtures.writeImage(root.resolve(file), 0xff0000);
        assertTrue(Files.size(root.resolve(file)) > 0);
    }
}
