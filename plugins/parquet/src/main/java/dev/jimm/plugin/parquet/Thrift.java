package dev.jimm.plugin.parquet;

import java.io.InputStream;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/** The form of a parquet file's footer and headers. */
final class Thrift {
    private Thrift() {}

    /** @param most bytes of the message, which no length in it may exceed */
    static TProtocol protocol(InputStream in, int most) throws TTransportException {
        TConfiguration limits =
                new TConfiguration(most, TConfiguration.DEFAULT_MAX_FRAME_SIZE, TConfiguration.DEFAULT_RECURSION_DEPTH);
        return new TCompactProtocol(new TIOStreamTransport(limits, in));
    }
}
