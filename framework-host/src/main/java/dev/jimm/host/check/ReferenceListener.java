package dev.jimm.host.check;

/** Is told what code refers to. Names are internal ones, {@code java/util/List}; arrays count as their elements. */
interface ReferenceListener {
    /** A class that is loaded when the code at the place runs. */
    void type(String name, Place place);

    /**
     * A method that is called or pointed to.
     *
     * @param isStatic whether it must be a static one
     * @param text the text constant that was loaded before the call and since the call before it; {@code null} when
     *     there is none
     */
    void method(Member method, boolean isStatic, String text, Place place);

    /** A field that is read or written. */
    void field(Member field, boolean isStatic, Place place);

    /** A method or field of a class. */
    record Member(String owner, String name, String descriptor) {}
}
