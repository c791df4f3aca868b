package dev.jimm.testkit;

import dev.jimm.api.Description;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Image;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Makes an image brighter or darker by a random amount. It can be given a fault. Public as providers are. */
public final class TinyPolicy implements AugmentPolicyProvider<TinyPolicy.Options> {
    /** What is wrong with the policy. */
    enum Fault {
        NONE,
        MALFORMED_NAME,
        NO_SUMMARY,
        NO_TEXT,
        NULL_POLICY,
        NULL_PICTURE,
        TAKES_ANY_SHORT_FORM,
        SHORT_FORM_REFUSED_WITHOUT_REASON,
        CHECKS_WITHOUT_KEY,
        CHECKS_BY_ANOTHER_EXCEPTION,
        CHECKS_TOO_LATE,
        OWN_CHANCE,
        COUNTS_CALLS,
        WANTS_A_SPLITTABLE_RANDOM,
        DOES_NOTHING,
        ALWAYS_THE_SAME,
        CROPS,
        FAILS_ON_A_PIXEL,
        WRITES_INTO_THE_ARGUMENT,
        SHARES_AN_ARRAY
    }

    /** @param strength in [1, 100] */
    public record Options(int strength) {
        /** How a bad strength is refused, for the faults of options. */
        private static final ThreadLocal<Fault> FAULT = ThreadLocal.withInitial(() -> Fault.NONE);

        public Options {
            if (strength < 1 || strength > 100) {
                switch (FAULT.get()) {
                    case CHECKS_WITHOUT_KEY -> throw new IllegalArgumentException("too strong: " + strength);
                    case CHECKS_BY_ANOTHER_EXCEPTION -> throw new ArithmeticException("overflow");
                    case CHECKS_TOO_LATE -> {}
                    default -> throw new IllegalArgumentException("strength must be 1 to 100, is " + strength);
                }
            }
        }
    }

    private final Fault fault;
    private int calls;
    private byte[] shared;

    public TinyPolicy() {
        this(Fault.NONE);
    }

    TinyPolicy(Fault fault) {
        this.fault = fault;
    }

    @Override
    public Set<String> names() {
        return Set.of(fault == Fault.MALFORMED_NAME ? "Tiny" : "tiny");
    }

    @Override
    public Options defaults(String name) {
        Options.FAULT.set(fault);
        return new Options(20);
    }

    @Override
    public Options shortForm(String name, String keys) {
        if (fault == Fault.TAKES_ANY_SHORT_FORM) {
            return new Options(50);
        }
        if (fault == Fault.SHORT_FORM_REFUSED_WITHOUT_REASON) {
            throw new IllegalArgumentException("does not understand that");
        }
        return AugmentPolicyProvider.super.shortForm(name, keys);
    }

    @Override
    public Description describe(String name) {
        return Description.of(fault == Fault.NO_SUMMARY ? " " : "brighter or darker by a random amount");
    }

    @Override
    public String describe(String name, Options options) {
        return fault == Fault.NO_TEXT ? null : "brightness by up to " + options.strength();
    }

    @Override
    public AugmentPolicy create(String name, Options options, Canvas canvas) {
        return fault == Fault.NULL_POLICY ? null : (image, random) -> apply(options, image, random);
    }

    private Image apply(Options options, Image image, RandomGenerator random) {
        if (fault == Fault.DOES_NOTHING) {
            return image;
        }
        int change = change(options, random);
        return switch (fault) {
            case NULL_PICTURE -> null;
            case CROPS -> new Image(1, 1, new byte[Image.CHANNELS]);
            case FAILS_ON_A_PIXEL -> image.width() == 1 ? new Image(0, 0, new byte[0]) : brighter(image, change);
            case WRITES_INTO_THE_ARGUMENT -> {
                write(image.pixels(), image.pixels(), change);
                yield image;
            }
            case SHARES_AN_ARRAY -> shared(image, change);
            default -> brighter(image, change);
        };
    }

    private int change(Options options, RandomGenerator random) {
        int drawn = random.nextInt(-options.strength(), options.strength());
        return switch (fault) {
            case OWN_CHANCE -> new SplittableRandom().nextInt(100);
            case COUNTS_CALLS -> ++calls;
            case WANTS_A_SPLITTABLE_RANDOM ->
                ((SplittableRandom) random).split().nextInt(100);
            case ALWAYS_THE_SAME -> 10;
            default -> drawn;
        };
    }

    private static Image brighter(Image image, int change) {
        byte[] pixels = new byte[image.pixels().length];
        write(image.pixels(), pixels, change);
        return new Image(image.width(), image.height(), pixels);
    }

    private static void write(byte[] from, byte[] to, int change) {
        for (int i = 0; i < from.length; i++) {
            to[i] = (byte) Math.max(0, Math.min(255, (from[i] & 0xff) + change));
        }
    }

    /** Right as long as one thread at a time calls. */
    private Image shared(Image image, int change) {
        shared = new byte[image.pixels().length];
        write(image.pixels(), shared, change);
        Thread.yield();
        return new Image(image.width(), image.height(), Arrays.copyOf(shared, image.pixels().length));
    }
}
