import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.tensorfile.TensorFiles;
import dev.jimm.core.weights.Fit;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.WeightLoader;
import dev.jimm.host.PluginFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Times loading the weights of a model beside reading the bytes of their file, in turns. */
public final class LoadWeights {
    private static final int ROUNDS = 9;

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        try (PluginFolder plugins = PluginFolder.load(Path.of(arguments[2]))) {
            ModelCatalogue models = new ModelCatalogue(ProviderCatalogue.of(plugins.providers()));
            ImageModel model = models.create(arguments[1]);
            DeviceTensor.zeros(ElementType.FLOAT32, 1).close(); // the engine itself takes seconds to load
            double[] read = new double[ROUNDS];
            double[] stream = new double[ROUNDS];
            double[] load = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                read[i] = seconds(() -> Files.readAllBytes(file));
                stream[i] = seconds(() -> stream(file));
                load[i] = seconds(() -> {
                    Fit fit = Fit.of(TensorFiles.open(file));
                    Weights weights = WeightLoader.create(model.structure().parameters(), fit, Strictness.STRICT, 0, true)
                            .weights();
                    weights.close();
                    return weights;
                });
            }
            System.out.printf("%s, %d MB%n", file, Files.size(file) >> 20);
            System.out.println("                                   first    median");
            print("into memory (Files.readAllBytes)", read);
            print("through a buffer of 1 MB", stream);
            print("loaded into a model", load);
            System.out.printf("loading over reading into memory: first %.2f, median %.2f%n", load[0] / read[0], median(load) / median(read));
        }
    }

    private interface Work {
        Object run() throws IOException;
    }

    private static double seconds(Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static long stream(Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        long total = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
                total += read;
                buffer.clear();
            }
        }
        return total;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void print(String what, double[] values) {
        System.out.printf("%-34s %5.0f ms %5.0f ms%n", what, values[0] * 1e3, median(values) * 1e3);
    }
}
