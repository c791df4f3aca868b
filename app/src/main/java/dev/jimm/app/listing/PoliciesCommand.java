package dev.jimm.app.listing;

import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.app.session.Session;
import dev.jimm.core.provider.ProviderKind;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code jimm policies}. */
@Command(name = "policies", description = "List the augmentation policies with their options, defaults and papers.")
public final class PoliciesCommand extends Listing<AugmentPolicyProvider<?>> {
    public PoliciesCommand(Session session) {
        super(session, ProviderKind.AUGMENT_POLICY);
    }

    @Override
    List<String> footer() {
        return List.of(
                "augment { policy = NAME, options { ... } } in a run's file chooses one, or the short form, such as"
                        + " policy = rand-m9-mstd0.5-inc1");
    }
}
