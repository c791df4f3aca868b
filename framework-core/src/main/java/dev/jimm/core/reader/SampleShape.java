package dev.jimm.core.reader;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Locale;

/**
 * The classes of the sample data set. Each is a figure within the circle of radius 1 around the origin; y points down.
 */
enum SampleShape {
    ARROW {
        @Override
        Shape outline() {
            return polygon(0, -1, 0.75, -0.15, 0.28, -0.15, 0.28, 0.95, -0.28, 0.95, -0.28, -0.15, -0.75, -0.15);
        }
    },
    CIRCLE {
        @Override
        Shape outline() {
            return disc(0, 0, 0.9);
        }
    },
    CRESCENT {
        @Override
        Shape outline() {
            return without(disc(0, 0, 0.95), disc(0.5, 0, 0.75));
        }
    },
    CROSS {
        @Override
        Shape outline() {
            Area cross = new Area(new Rectangle2D.Double(-0.28, -0.95, 0.56, 1.9));
            cross.add(new Area(new Rectangle2D.Double(-0.95, -0.28, 1.9, 0.56)));
            return cross;
        }
    },
    HEART {
        @Override
        Shape outline() {
            Path2D heart = new Path2D.Double();
            heart.moveTo(0, 0.95);
            heart.curveTo(-1.5, -0.1, -0.85, -1.25, 0, -0.5);
            heart.curveTo(0.85, -1.25, 1.5, -0.1, 0, 0.95);
            heart.closePath();
            return heart;
        }
    },
    RING {
        @Override
        Shape outline() {
            return without(disc(0, 0, 0.95), disc(0, 0, 0.6));
        }
    },
    SPIRAL {
        @Override
        Shape outline() {
            Path2D spiral = new Path2D.Double();
            spiral.moveTo(0, 0);
            for (int i = 1; i <= 100; i++) {
                double angle = i / 100.0 * 2.25 * 2 * Math.PI;
                double radius = 0.9 * i / 100;
                spiral.lineTo(radius * Math.cos(angle), radius * Math.sin(angle));
            }
            return new BasicStroke(0.17f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND).createStrokedShape(spiral);
        }
    },
    SQUARE {
        @Override
        Shape outline() {
            return new Rectangle2D.Double(-0.75, -0.75, 1.5, 1.5);
        }
    },
    STAR {
        @Override
        Shape outline() {
            double[] corners = new double[20];
            for (int i = 0; i < 10; i++) {
                double radius = i % 2 == 0 ? 1 : 0.42;
                corners[2 * i] = radius * Math.sin(i * Math.PI / 5);
                corners[2 * i + 1] = -radius * Math.cos(i * Math.PI / 5);
            }
            return polygon(corners);
        }
    },
    TRIANGLE {
        @Override
        Shape outline() {
            return polygon(0, -0.95, 0.85, 0.65, -0.85, 0.65);
        }
    };

    abstract Shape outline();

    /** The name of the class. */
    String className() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The figure turned, scaled and moved, in this order. */
    Shape placed(double x, double y, double radius, double angle) {
        AffineTransform placement = AffineTransform.getTranslateInstance(x, y);
        placement.scale(radius, radius);
        placement.rotate(angle);
        return placement.createTransformedShape(outline());
    }

    private static Shape disc(double x, double y, double radius) {
        return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    }

    private static Shape without(Shape whole, Shape hole) {
        Area area = new Area(whole);
        area.subtract(new Area(hole));
        return area;
    }

    private static Shape polygon(double... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0], corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            path.lineTo(corners[i], corners[i + 1]);
        }
        path.closePath();
        return path;
    }
}
