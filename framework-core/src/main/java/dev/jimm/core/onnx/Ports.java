package dev.jimm.core.onnx;

import dev.jimm.core.graph.BatchSize;
import dev.jimm.core.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The inputs and outputs of a file, and how large they are. */
final class Ports {
    private static final List<String> IMAGE_AXES = List.of("batch", "channels", "height", "width");

    private Ports() {}

    /**
     * @param values by name
     * @param others the same, recorded for images of another size; {@code values} themselves where that is fixed
     */
    static List<OnnxFile.Port> of(Map<String, Graph.Value> values, Map<String, Graph.Value> others) {
        List<OnnxFile.Port> ports = new ArrayList<>();
        values.forEach((name, value) -> ports.add(new OnnxFile.Port(
                name, value.type(), shape(name, value.shape(), others.get(name).shape()))));
        return ports;
    }

    private static List<OnnxFile.Dimension> shape(String port, long[] sizes, long[] others) {
        List<OnnxFile.Dimension> dimensions = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            long times = BatchSize.times(sizes[i]);
            if (times != 0) {
                dimensions.add(new OnnxFile.Dimension(0, times == 1 ? "batch" : "batch*" + times));
            } else if (sizes[i] != others[i]) {
                String axis = sizes.length == 4 ? IMAGE_AXES.get(i) : "axis" + i;
                boolean ofInput = port.equals(OnnxExport.INPUT);
                dimensions.add(new OnnxFile.Dimension(0, ofInput ? axis : port + "." + axis));
            } else {
                dimensions.add(new OnnxFile.Dimension(sizes[i], null));
            }
        }
        return dimensions;
    }

    static Message message(OnnxFile.Port port) {
        Message shape = new Message();
        for (OnnxFile.Dimension dimension : port.shape()) {
            shape.message(
                    1,
                    dimension.name() == null
                            ? new Message().integer(1, dimension.size())
                            : new Message().text(2, dimension.name()));
        }
        Message tensor = new Message().integer(1, Initializer.code(port.type())).message(2, shape);
        return new Message().text(1, port.name()).message(2, new Message().message(1, tensor));
    }
}
