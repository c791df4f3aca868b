package dev.jimm.core.reader;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.SplittableRandom;

/**
 * Paints one picture of the sample data set: a bright figure of any colour on a dark background of any colour, with
 * specks and lines around and over it, and noise. Only the outline tells the class.
 */
final class SamplePainter {
    static final int SIDE = 96;

    private static final double NOISE = 10;
    private static final double TILT = Math.toRadians(20);

    private final SplittableRandom random;
    private final BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
    private final Graphics2D graphics = picture.createGraphics();

    private SamplePainter(SplittableRandom random) {
        this.random = random;
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /** A picture of 96 x 96 that depends on the draws alone. */
    static BufferedImage paint(SampleShape shape, SplittableRandom random) {
        SamplePainter painter = new SamplePainter(random);
        painter.background();
        for (int i = random.nextInt(4, 9); i > 0; i--) {
            painter.clutter(painter.between(0.3, 0.7));
        }
        painter.figure(shape);
        for (int i = random.nextInt(0, 3); i > 0; i--) {
            painter.clutter(painter.between(0.3, 0.9));
        }
        painter.graphics.dispose();
        painter.noise();
        return painter.picture;
    }

    private void background() {
        graphics.setPaint(
                new GradientPaint((float) position(), 0, color(0.05, 0.4), (float) position(), SIDE, color(0.05, 0.4)));
        graphics.fillRect(0, 0, SIDE, SIDE);
    }

    private void figure(SampleShape shape) {
        double radius = SIDE * between(0.33, 0.45);
        double shift = 0.7 * (SIDE / 2.0 - radius);
        Shape placed = shape.placed(
                SIDE / 2.0 + between(-shift, shift), SIDE / 2.0 + between(-shift, shift), radius, between(-TILT, TILT));
        graphics.setPaint(new GradientPaint(0, 0, color(0.7, 1), SIDE, SIDE, color(0.7, 1)));
        graphics.fill(placed);
    }

    /** A speck or a line, too small to be taken for a figure. */
    private void clutter(double brightness) {
        graphics.setPaint(color(brightness, brightness + 0.05));
        if (random.nextBoolean()) {
            double size = between(2, 8);
            graphics.fill(new Ellipse2D.Double(position(), position(), size, size));
        } else {
            double x = position();
            double y = position();
            graphics.setStroke(new BasicStroke((float) between(1, 2.5)));
            graphics.draw(new Line2D.Double(x, y, x + between(-30, 30), y + between(-30, 30)));
        }
    }

    private void noise() {
        byte[] values = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < values.length; i++) {
            long value = Math.round((values[i] & 0xff) + NOISE * random.nextGaussian());
            values[i] = (byte) Math.max(0, Math.min(255, value));
        }
    }

    private Color color(double leastBrightness, double mostBrightness) {
        return Color.getHSBColor((float) random.nextDouble(), (float) between(0.1, 0.8), (float)
                between(leastBrightness, mostBrightness));
    }

    private double position() {
        return between(0, SIDE);
    }

    private double between(double least, double most) {
        return least + (most - least) * random.nextDouble();
    }
}
