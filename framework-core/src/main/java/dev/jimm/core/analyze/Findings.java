package dev.jimm.core.analyze;

import dev.jimm.core.analyze.DataReport.Balance;
import dev.jimm.core.analyze.DataReport.BrokenImage;
import dev.jimm.core.analyze.DataReport.ClassCount;
import dev.jimm.core.analyze.DataReport.Tally;
import dev.jimm.core.analyze.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Says in words what stands out in a report, and what to do about it. */
final class Findings {
    /** Images of the largest class for each of the smallest, from which on the small ones are hardly learnt. */
    static final double IMBALANCED = 10;

    /** A class with fewer images is learnt by heart rather than understood. */
    private static final int FEW = 20;

    private static final double LARGE_MEGAPIXELS = 2;
    private static final double ELONGATED = 3;

    private final DataReport report;
    private final List<Finding> findings = new ArrayList<>();

    private Findings(DataReport report) {
        this.report = report;
    }

    static List<Finding> of(DataReport report) {
        Findings findings = new Findings(report);
        findings.broken();
        findings.classes();
        findings.oneClass();
        findings.leaks();
        findings.conflicts();
        findings.copies();
        findings.balance();
        findings.otherFiles();
        if (report.sizes() != null) {
            findings.sizes();
            findings.colours();
        }
        return findings.findings.stream()
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    private void problem(String text) {
        findings.add(new Finding(Severity.PROBLEM, text));
    }

    private void note(String text) {
        findings.add(new Finding(Severity.NOTE, text));
    }

    private void broken() {
        int images = report.broken().images();
        if (images == report.images()) {
            problem("No image can be read, " + first() + ".");
        } else if (images > 0) {
            problem(Words.count(images, "image") + " cannot be read, " + first()
                    + ". A training passes over them; repair or delete them.");
        }
    }

    private String first() {
        BrokenImage first = report.broken().listed().get(0);
        return "the first is " + first.name() + " (" + first.reason() + ")";
    }

    private void classes() {
        List<String> empty = report.balance().empty();
        if (!empty.isEmpty()) {
            problem(Words.count(empty.size(), "class") + " without images: " + Words.some(empty)
                    + ". A training refuses them; fill or remove them.");
        }
        if (report.validation() > 0) {
            partly("without images to train on", each -> each.train() == 0);
            partly(
                    "without images to validate on, so that nobody will know how well they are learnt",
                    each -> each.validation() == 0);
        } else if (!report.multiLabel()) {
            partly(
                    "with one image only, of which none can be held out for validation; a training refuses them",
                    each -> each.images() == 1);
        }
        if (report.balance().unlabelled() > 0) {
            note(Words.count(report.balance().unlabelled(), "image") + " without a class.");
        }
    }

    private void oneClass() {
        if (report.isOfOneClass()) {
            problem("There is one class only: nothing can be learnt.");
        }
    }

    private void partly(String what, Predicate<ClassCount> concerned) {
        List<String> names = names(each -> each.images() > 0 && concerned.test(each));
        if (!names.isEmpty()) {
            problem(Words.count(names.size(), "class") + " " + what + ": " + Words.some(names) + ".");
        }
    }

    private List<String> names(Predicate<ClassCount> concerned) {
        return report.classes().stream().filter(concerned).map(ClassCount::name).toList();
    }

    private void leaks() {
        int exact = report.duplicates().exact().leaked();
        int near = report.duplicates().near().leaked();
        String of = Words.format(" of %,d validation images ", report.validation());
        if (exact > 0) {
            problem(Words.format("%,d", exact) + of + "are among those for training, too. What is measured on them says"
                    + " nothing about new images; take them out of one part.");
        }
        if (near > 0) {
            note(Words.format("%,d", near) + of
                    + "look nearly like one to train on. Where that is no accident, take them"
                    + " out of one part: the measured accuracy is too good.");
        }
    }

    private void conflicts() {
        int exact = report.duplicates().exact().conflicts();
        int near = report.duplicates().near().conflicts();
        if (exact > 0) {
            problem(Words.count(exact, "group")
                    + " of the same image with different classes. Some of the labels must be"
                    + " wrong, or the image is of several classes.");
        }
        if (near > 0) {
            note(Words.count(near, "group")
                    + " of nearly the same images with different classes; look whether the labels" + " are right.");
        }
    }

    private void copies() {
        Tally exact = report.duplicates().exact();
        Tally near = report.duplicates().near();
        if (exact.copies() > 0) {
            note(Words.count(exact.copies(), "image") + " more than needed: copies to the last byte, in "
                    + Words.count(exact.groups(), "group") + ".");
        }
        if (near.copies() > 0) {
            note(Words.count(near.copies(), "image") + " nearly the same as another, in "
                    + Words.count(near.groups(), "group")
                    + "; frames of a video or small and simple pictures often are.");
        }
    }

    private void balance() {
        Balance balance = report.balance();
        if (balance.ratio() > IMBALANCED) {
            note(Words.format(
                    "The largest class (%s) has %.0f times the images of the smallest (%s). The suggested run shows"
                            + " every class as often; judge a model by its worst classes.",
                    balance.largest(), balance.ratio(), balance.smallest()));
        }
        List<String> few = names(each -> each.images() > 0 && each.images() < FEW);
        if (!few.isEmpty()) {
            note(Words.count(few.size(), "class") + " with fewer than " + FEW + " images: " + Words.some(few) + ".");
        }
    }

    private void otherFiles() {
        int files = report.otherFiles().files();
        if (files > 0) {
            note(Words.count(files, "file") + " passed over, being no images by their names or in no class folder: "
                    + Words.some(report.otherFiles().listed()).replaceAll(" and \\d+ more$", ", ...") + ".");
        }
    }

    private void sizes() {
        Quantiles aspect = report.sizes().aspect();
        double megapixels = report.sizes().megapixels().median();
        if (megapixels > LARGE_MEGAPIXELS) {
            note(Words.format(
                    "Half of the images have %.1f megapixels or more: reading them will take most of the time. Copies"
                            + " with a shorter side of 512 pixels train as well.",
                    megapixels));
        }
        if (aspect.p95() > ELONGATED || aspect.p5() < 1 / ELONGATED) {
            note(Words.format(
                    "Many images are long and narrow (width / height from %.2f to %.2f): square crops show a part"
                            + " only.",
                    aspect.p5(), aspect.p95()));
        }
    }

    private void colours() {
        DataReport.Channels channels = report.channels();
        int readable = report.images() - report.broken().images();
        if (channels.gray() == readable) {
            note("All images are gray.");
        } else if (channels.gray() > 0) {
            note(Words.count(channels.gray(), "image") + " of " + Words.format("%,d", readable)
                    + " without colour; where they are of some classes only, a model learns that.");
        }
        if (channels.gray16() > 0) {
            note(Words.count(channels.gray16(), "image") + " of 16-bit gray: the high byte is taken.");
        }
        if (channels.plain() > 0) {
            note(Words.count(channels.plain(), "image") + " of nothing but one colour.");
        }
        if (channels.turned() > 0) {
            note(Words.count(channels.turned(), "photograph")
                    + " not stored upright; data.decode.exif-orientation = true turns them.");
        }
    }
}
