package io.github.plugzapi.connect.dev;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Draws what looks like a QR code: a PNG image, with the corners by which people know one. It says nothing, and so no phone
 * reads it; a phone that did would be linked with nobody.
 */
final class QrCodeLike {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /** In modules, as the squares that a QR code is made of are called. */
    private static final int SIZE = 33;

    private static final int MARGIN = 4;
    private static final int CORNER = 7;

    /** In pixels. */
    private static final int MODULE = 8;

    private static final int WIDTH = (SIZE + 2 * MARGIN) * MODULE;

    private QrCodeLike() {}

    /** One image for each seed. */
    static byte[] png(long seed) {
        boolean[][] dark = modules(new Random(seed));
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream image = new DataOutputStream(bytes);
            image.write(PNG);
            chunk(image, "IHDR", header());
            chunk(image, "IDAT", rows(dark));
            chunk(image, "IEND", new byte[0]);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean[][] modules(Random random) {
        boolean[][] dark = new boolean[SIZE][SIZE];
        for (int row = 0; row < SIZE; row++) {
            for (int column = 0; column < SIZE; column++) {
                boolean chance = random.nextBoolean();
                dark[row][column] = isInCorner(row, column)
                        ? isDarkInCorner(fromCorner(row), fromCorner(column))
                        // The lines that run from corner to corner.
                        : row == CORNER - 1 ? column % 2 == 0 : column == CORNER - 1 ? row % 2 == 0 : chance;
            }
        }
        return dark;
    }

    /** Three of the four have a square, with a light line around it. */
    private static boolean isInCorner(int row, int column) {
        return row <= CORNER && (column <= CORNER || column >= SIZE - CORNER - 1)
                || row >= SIZE - CORNER - 1 && column <= CORNER;
    }

    private static int fromCorner(int place) {
        return Math.min(place, SIZE - 1 - place);
    }

    private static boolean isDarkInCorner(int row, int column) {
        int fromMiddle = Math.max(Math.abs(row - CORNER / 2), Math.abs(column - CORNER / 2));
        return fromMiddle == CORNER / 2 || fromMiddle < CORNER / 2 - 1;
    }

    private static byte[] header() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(bytes);
        header.writeInt(WIDTH);
        header.writeInt(WIDTH);
        // One bit for each pixel, grey; compressed and filtered as all are; not interlaced.
        header.write(new byte[] {1, 0, 0, 0, 0});
        return bytes.toByteArray();
    }

    private static byte[] rows(boolean[][] dark) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream rows = new DeflaterOutputStream(bytes)) {
            for (int y = 0; y < WIDTH; y++) {
                rows.write(0);
                // A module is as wide as a byte.
                for (int module = 0; module < WIDTH / Byte.SIZE; module++) {
                    rows.write(isDark(dark, y / MODULE - MARGIN, module - MARGIN) ? 0 : 0xff);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static boolean isDark(boolean[][] dark, int row, int column) {
        return row >= 0 && row < SIZE && column >= 0 && column < SIZE && dark[row][column];
    }

    private static void chunk(DataOutputStream image, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(data);
        image.writeInt(data.length);
        image.write(name);
        image.write(data);
        image.writeInt((int) check.getValue());
    }
}
