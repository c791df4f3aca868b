package dev.jimm.host.check;

import dev.jimm.host.check.VisibleClasses.Found;

/** Finds what a plugin does to the program around it, as {@link CallRules} has it. */
final class DangerousCalls implements ReferenceListener {
    private final VisibleClasses visible;
    private final Findings findings;

    DangerousCalls(VisibleClasses visible, Findings findings) {
        this.visible = visible;
        this.findings = findings;
    }

    @Override
    public void type(String name, Place place) {
        // to name a class does nothing
    }

    @Override
    public void method(Member method, boolean isStatic, String text, Place place) {
        String owner = visible.method(method.owner(), method.name() + method.descriptor())
                .map(Found::in)
                .map(ClassHeader::name)
                .orElse(method.owner());
        tell(owner, method, place);
    }

    @Override
    public void field(Member field, boolean isStatic, Place place) {
        tell(field.owner(), field, place);
    }

    private void tell(String owner, Member member, Place place) {
        CallRules.topic(owner, member.name(), member.descriptor())
                .ifPresent(topic -> findings.add(topic.severity(), topic.what(), topic.remedy(), place));
    }
}
