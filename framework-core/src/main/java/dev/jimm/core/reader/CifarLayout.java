package dev.jimm.core.reader;

import dev.jimm.api.image.Image;
import java.util.List;

/**
 * How a CIFAR lies in its files: records of labels, a byte each, and 32 x 32 pixels, first all red values, then all
 * green, then all blue.
 *
 * @param title what people call it
 * @param folder of the unpacked archive
 * @param archive to download
 * @param pythonFiles files by which the Python version is recognised
 * @param train files, in order
 * @param test files, in order
 * @param labelBytes labels of a record
 * @param labelAt which of them is the label
 * @param classNames in the order of that label
 */
record CifarLayout(
        String title,
        String folder,
        String archive,
        List<String> pythonFiles,
        List<String> train,
        List<String> test,
        int labelBytes,
        int labelAt,
        List<String> classNames) {

    static final int SIDE = 32;
    static final int PIXEL_BYTES = Image.CHANNELS * SIDE * SIDE;

    static final List<String> CIFAR_10_CLASSES = names("airplane automobile bird cat deer dog frog horse ship truck");

    static final List<String> COARSE_CLASSES = names("""
            aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices
            household_furniture insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes
            large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people reptiles small_mammals trees
            vehicles_1 vehicles_2""");

    static final List<String> FINE_CLASSES = names("""
            apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can
            castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin
            elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard
            lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear
            pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal
            shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank
            telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm""");

    int recordBytes() {
        return labelBytes + PIXEL_BYTES;
    }

    private static List<String> names(String text) {
        return List.of(text.split("\\s+"));
    }
}
