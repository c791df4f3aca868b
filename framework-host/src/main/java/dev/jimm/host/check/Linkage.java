package dev.jimm.host.check;

import dev.jimm.api.ApiVersion;
import dev.jimm.core.error.Nearest;
import dev.jimm.host.check.MissingClasses.By;
import dev.jimm.host.check.VisibleClasses.Found;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;

/**
 * Finds the classes, methods and fields that code refers to and that are not there when it runs: what Java would tell
 * with a {@link LinkageError} when that code is reached.
 */
final class Linkage implements ReferenceListener {
    /** Their methods take whatever they are given. */
    private static final Set<String> POLYMORPHIC =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    private static final int LONGEST_NAME = 200;

    private final VisibleClasses visible;
    private final Predicate<String> isAuthors;
    private final MissingClasses missing;
    private final Findings findings;

    /** @param isAuthors whether a class is the author's own, and not of a library in the jar; by its name with points */
    Linkage(VisibleClasses visible, Predicate<String> isAuthors, MissingClasses missing, Findings findings) {
        this.visible = visible;
        this.isAuthors = isAuthors;
        this.missing = missing;
        this.findings = findings;
    }

    @Override
    public void type(String name, Place place) {
        Sight sight = visible.sight(name);
        if (!sight.isVisible()) {
            missing.add(name, sight, isAuthors.test(place.className()) ? By.AUTHOR : By.LIBRARY, place);
        }
    }

    @Override
    public void method(Member method, boolean isStatic, String text, Place place) {
        if (isByName(method) && text != null) {
            named(text, place);
        }
        if (!POLYMORPHIC.contains(method.owner())) {
            Optional<Found> found = visible.method(method.owner(), method.name() + method.descriptor());
            member(method, CodeNames.method(method), found, isStatic, true, place);
        }
    }

    @Override
    public void field(Member field, boolean isStatic, Place place) {
        Optional<Found> found = visible.field(field.owner(), field.name() + ":" + field.descriptor());
        member(field, CodeNames.field(field), found, isStatic, false, place);
    }

    private static boolean isByName(Member method) {
        return method.owner().equals("java/lang/Class") && method.name().equals("forName")
                || method.owner().equals("java/lang/ClassLoader")
                        && method.name().equals("loadClass");
    }

    private void named(String name, Place place) {
        String internal = name.replace('.', '/');
        if (name.length() <= LONGEST_NAME
                && name.matches("[\\w$]+(\\.[\\w$]+)+")
                && visible.sight(internal) == Sight.HOST_INTERNAL) {
            findings.add(
                    Severity.WARNING,
                    "asks for " + name + " by name, which jimm has for itself and plugins do not see",
                    "the author should use only dev.jimm.api and what is in the jar",
                    place);
        }
    }

    private void member(
            Member member, String name, Optional<Found> found, boolean isStatic, boolean isMethod, Place place) {
        String owner = member.owner();
        if (!visible.sight(owner).isVisible()
                || found.isEmpty() && !visible.lineage(owner).isComplete()) {
            return; // a missing class is told as such
        }
        String use = isMethod ? "calls " : "uses ";
        if (found.isEmpty()) {
            tell(use + name + ", which " + absence(owner) + alternatives(member, isMethod), owner, place);
        } else if (found.get().is(Opcodes.ACC_STATIC) != isStatic) {
            tell(use + name + ", which is " + (isStatic ? "not static" : "static"), owner, place);
        } else if (isHidden(found.get())) {
            tell(use + name + ", which is not public", owner, place);
        }
    }

    private boolean isHidden(Found found) {
        boolean isPublic = found.is(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED);
        return visible.sight(found.in().name()) == Sight.API && !isPublic;
    }

    private String absence(String owner) {
        return switch (visible.sight(owner)) {
            case API -> "version " + ApiVersion.CURRENT + " of the API does not have";
            case JDK -> "Java " + Runtime.version().feature() + " does not have";
            default -> "does not exist";
        };
    }

    /** What the class has under the name, or under one that is near. */
    private String alternatives(Member member, boolean isMethod) {
        Set<Member> all = visible.lineage(member.owner()).types().stream()
                .flatMap(type -> isMethod
                        ? type.methods().entrySet().stream()
                                .filter(entry -> (entry.getValue() & Opcodes.ACC_PUBLIC) != 0)
                                .map(entry -> split(member.owner(), entry.getKey()))
                        : type.fields().keySet().stream().map(key -> splitField(member.owner(), key)))
                .collect(Collectors.toSet());
        String same = all.stream()
                .filter(other -> isMethod && other.name().equals(member.name()))
                .map(CodeNames::method)
                .map(text -> text.replaceFirst("^.*\\.(?=[^(]*\\()", ""))
                .sorted()
                .collect(Collectors.joining(" and "));
        return same.isEmpty() ? hint(member, all) : "; there is " + same;
    }

    /** Comparing names takes time with their lengths, and nobody misspells what nobody can read. */
    private static String hint(Member member, Set<Member> all) {
        return member.name().length() > LONGEST_NAME
                ? ""
                : Nearest.hint(
                        member.name(),
                        all.stream()
                                .map(Member::name)
                                .filter(name -> name.length() <= LONGEST_NAME)
                                .collect(Collectors.toSet()));
    }

    private static Member split(String owner, String key) {
        int end = key.indexOf('(');
        return new Member(owner, key.substring(0, end), key.substring(end));
    }

    private static Member splitField(String owner, String key) {
        int end = key.indexOf(':');
        return new Member(owner, key.substring(0, end), key.substring(end + 1));
    }

    private void tell(String what, String owner, Place place) {
        Severity severity = isAuthors.test(place.className()) ? Severity.ERROR : Severity.REMARK;
        String remedy = visible.sight(owner) == Sight.API
                ? "the author should build it against version " + ApiVersion.CURRENT + " of framework-api"
                : "the author should build it against the versions that it runs with";
        findings.add(severity, what, remedy, place);
    }
}
