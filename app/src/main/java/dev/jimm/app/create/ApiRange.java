package dev.jimm.app.create;

/** The versions of the plugin API that a plugin works with which was written for one of them. */
final class ApiRange {
    private ApiRange() {}

    /**
     * From the version to the next that may break a compiled plugin: the next major one, or before the first release the
     * next minor one.
     *
     * @param version three numbers
     * @return a range as {@code Plugin-Requires} takes it: {@code >=0.1.0 & <0.2.0}
     */
    static String of(String version) {
        String[] numbers = version.split("\\.");
        int major = Integer.parseInt(numbers[0]);
        String next = major == 0 ? "0." + (Integer.parseInt(numbers[1]) + 1) + ".0" : major + 1 + ".0.0";
        return ">=" + version + " & <" + next;
    }
}
