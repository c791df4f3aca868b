package dev.jimm.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the author of a plugin may expect of a public type, and of all types and members in it. Every public type of this module says
 * it; what each status allows is in docs/compatibility.md.
 *
 * <p>It is an annotation of this module's own, since that of a library would have to be on the path of everybody who compiles a
 * plugin: javac warns of each annotation whose class it cannot find.
 */
@API(status = API.Status.STABLE, since = "0.1")
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface API {
    /** What may change. */
    Status status();

    /** The version of the API that had the type first, such as {@code 0.1}. */
    String since();

    /** How far a type has settled. */
    enum Status {
        /** A plugin that was compiled against it runs with every version within its {@code Plugin-Requires} range. */
        STABLE,
        /** For use, but it may change in every version: what the type is for has too few users yet to be sure of its form. */
        EXPERIMENTAL,
        /** Public since jimm's own modules need it. It may change or go in every version, and no plugin should use it. */
        INTERNAL
    }
}
