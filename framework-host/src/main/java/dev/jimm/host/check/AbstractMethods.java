package dev.jimm.host.check;

import dev.jimm.api.ApiVersion;
import dev.jimm.host.check.ReferenceListener.Member;
import dev.jimm.host.check.VisibleClasses.Lineage;
import org.objectweb.asm.Opcodes;

/**
 * Finds classes without the methods that the API asks of them: they were compiled when it did not yet, and calling one
 * would give an {@link AbstractMethodError}.
 */
final class AbstractMethods {
    private final VisibleClasses visible;
    private final Findings findings;

    AbstractMethods(VisibleClasses visible, Findings findings) {
        this.visible = visible;
        this.findings = findings;
    }

    /** @param name of a class of the plugin */
    void check(String name) {
        Lineage lineage = visible.lineage(name);
        if (!lineage.isComplete() || lineage.types().get(0).is(Opcodes.ACC_ABSTRACT)) {
            return;
        }
        for (ClassHeader type : lineage.types()) {
            if (visible.sight(type.name()) == Sight.API) {
                type.methods().forEach((key, access) -> method(name, type, key, access));
            }
        }
    }

    private void method(String name, ClassHeader declaring, String key, int access) {
        boolean isMissing = (access & Opcodes.ACC_ABSTRACT) != 0
                && visible.method(name, key)
                        .filter(found -> !found.is(Opcodes.ACC_ABSTRACT))
                        .isEmpty();
        if (isMissing) {
            int end = key.indexOf('(');
            String called = CodeNames.method(new Member(declaring.name(), key.substring(0, end), key.substring(end)));
            findings.add(
                    Severity.ERROR,
                    "does not implement " + called + ", which version " + ApiVersion.CURRENT + " of the API asks for",
                    "the author must build it against version " + ApiVersion.CURRENT + " of framework-api",
                    new Place(CodeNames.type(name), null, null, 0));
        }
    }
}
