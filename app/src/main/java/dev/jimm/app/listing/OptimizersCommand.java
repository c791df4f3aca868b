package dev.jimm.app.listing;

import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.app.session.Session;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.optimizer.OptimizerConfig;
import dev.jimm.core.provider.ProviderKind;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code jimm optimizers}. */
@Command(name = "optimizers", description = "List the optimizers with their options, defaults and papers.")
public final class OptimizersCommand extends Listing<OptimizerProvider<?>> {
    public OptimizersCommand(Session session) {
        super(session, ProviderKind.OPTIMIZER);
    }

    @Override
    List<String> footer() {
        return List.of(
                "lookahead_NAME looks ahead over any of them",
                "all take "
                        + ConfigTree.toMap(OptimizerConfig.defaults().written()).entrySet().stream()
                                .filter(option -> !option.getKey().equals("name"))
                                .map(option -> option.getKey() + " = " + ConfigTree.text(option.getValue()))
                                .collect(Collectors.joining(", ")));
    }
}
