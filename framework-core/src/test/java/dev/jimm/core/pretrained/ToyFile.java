package dev.jimm.core.pretrained;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.tensorfile.SavedTensor;
import dev.jimm.core.tensorfile.StoredType;
import dev.jimm.core.testing.Samples;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A file of weights of {@code toy_conv}, or nearly. Made without an engine. */
public final class ToyFile {
    private static final long SEED = 5;

    private final List<SavedTensor> tensors;

    private ToyFile(List<SavedTensor> tensors) {
        this.tensors = tensors;
    }

    public static ToyFile of(int classes) {
        return of("toy_conv.base", classes, "");
    }

    /** @param options of the architecture, in HOCON */
    public static ToyFile of(String name, int classes, String options) {
        ModelCatalogue models =
                new ModelCatalogue(ProviderCatalogue.of(List.of(new Provided<>(new ToyFamily(), "toy.jar"))));
        ModelConfig config = ModelConfig.named(name).options(ConfigFactory.parseString(options));
        return new ToyFile(models.create(config, classes).structure().parameters().state().stream()
                .map(ToyFile::tensor)
                .toList());
    }

    private static SavedTensor tensor(Param param) {
        if (param.rank() == 0) {
            return new SavedTensor(param.name(), StoredType.I64, param.shape(), () -> ByteBuffer.allocate(8));
        }
        return Samples.floats(param.name(), param.shape(), Weights.initialValues(param, SEED));
    }

    public ToyFile renamed(UnaryOperator<String> change) {
        return new ToyFile(tensors.stream()
                .map(tensor ->
                        new SavedTensor(change.apply(tensor.name()), tensor.type(), tensor.shape(), tensor.bytes()))
                .toList());
    }

    public ToyFile without(Predicate<String> names) {
        return new ToyFile(
                tensors.stream().filter(tensor -> !names.test(tensor.name())).toList());
    }

    /** With zeros of that name. */
    public ToyFile with(String name, long... shape) {
        List<SavedTensor> all = new ArrayList<>(without(name::equals).tensors);
        all.add(Samples.floats(name, shape, new float[(int) Shapes.count(shape)]));
        return new ToyFile(all);
    }

    public Path write(Path file) {
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }
}
