package dev.jimm.api.image;

/** An image as ints, each row an array of width x 3 values of 0 to 255: what loops over it become vectors. */
final class Rows {
    private Rows() {}

    static int[][] of(Image image) {
        int[][] rows = new int[image.height()][image.width() * Image.CHANNELS];
        for (int y = 0; y < rows.length; y++) {
            read(image, y, rows[y]);
        }
        return rows;
    }

    static void read(Image image, int y, int[] row) {
        byte[] pixels = image.pixels();
        int from = y * row.length;
        for (int i = 0; i < row.length; i++) {
            row[i] = pixels[from + i] & 0xff;
        }
    }

    static Image image(int[][] rows) {
        byte[] pixels = new byte[rows.length * rows[0].length];
        for (int y = 0; y < rows.length; y++) {
            write(rows[y], pixels, y);
        }
        return new Image(rows[0].length / Image.CHANNELS, rows.length, pixels);
    }

    static void write(int[] row, byte[] pixels, int y) {
        int to = y * row.length;
        for (int i = 0; i < row.length; i++) {
            pixels[to + i] = (byte) row[i];
        }
    }
}
