package dev.jimm.app.export;

import dev.jimm.core.export.ExportCheck;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.export.TorchScriptFile;
import dev.jimm.core.train.ModelOpener;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** For PyTorch in any language. */
final class TorchScriptExporter implements Exporter {
    @Override
    public Set<String> folder() {
        return Set.of();
    }

    @Override
    public String runtime() {
        return "PyTorch";
    }

    @Override
    public Written write(Path output, ExportedModel model, ExportOptions options) {
        TorchScriptFile.write(output, model, options.batch());
        return new Written(
                List.of(output),
                List.of(Port.images("x", model, options.batch())),
                List.of(Port.logits(model, options.batch())),
                List.of(),
                List.of("Python: torch.jit.load(\"" + output + "\")(x)", "C++: torch::jit::load(\"" + output + "\")"));
    }

    @Override
    public double check(Path output, ExportedModel model, ExportOptions options, ModelOpener opener) {
        return ExportCheck.ofTorchScript(model, output, options.batch());
    }
}
