package dev.jimm.core.data;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import java.io.IOException;
import java.util.List;

/** The two parts of a data set as one: first what is for training. Closes the data set. */
record JoinedReader(DataSet data) implements Reader {
    @Override
    public List<String> classNames() {
        return data.train().classNames();
    }

    @Override
    public int size() {
        return data.train().size() + data.validation().orElseThrow().size();
    }

    @Override
    public int[] labels(int index) {
        return part(index).labels(within(index));
    }

    @Override
    public boolean isMultiLabel() {
        return data.train().isMultiLabel();
    }

    @Override
    public String name(int index) {
        return part(index).name(within(index));
    }

    @Override
    public Sample sample(int index) throws IOException {
        return part(index).sample(within(index));
    }

    private boolean isTrain(int index) {
        return index < data.train().size();
    }

    private Reader part(int index) {
        return isTrain(index) ? data.train() : data.validation().orElseThrow();
    }

    private int within(int index) {
        return isTrain(index) ? index : index - data.train().size();
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
