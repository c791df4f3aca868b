package dev.jimm.core.reader;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** Texts that can be appended to; kept as UTF-8 in one array, in half of the memory of as many strings. */
final class NameList extends AbstractList<String> implements RandomAccess {
    private byte[] text = new byte[256];
    private int[] ends = new int[16];
    private int size;

    static NameList of(Iterable<String> names) {
        NameList list = new NameList();
        names.forEach(list::add);
        return list;
    }

    @Override
    public boolean add(String name) {
        byte[] added = name.getBytes(StandardCharsets.UTF_8);
        int start = start(size);
        int end = Math.addExact(start, added.length);
        if (end > text.length) {
            text = Arrays.copyOf(text, grown(end));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, grown(size + 1));
        }
        System.arraycopy(added, 0, text, start, added.length);
        ends[size++] = end;
        return true;
    }

    @Override
    public String get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("there are " + size + " names, but no number " + index);
        }
        int start = start(index);
        return new String(text, start, ends[index] - start, StandardCharsets.UTF_8);
    }

    @Override
    public int size() {
        return size;
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    private static int grown(int needed) {
        return (int) Math.min(needed + needed / 2L, Integer.MAX_VALUE - 8);
    }
}
