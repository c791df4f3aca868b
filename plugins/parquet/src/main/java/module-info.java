/** The reader of parquet files. Their libraries are in its jar, as a part of the module. */
module dev.jimm.plugin.parquet {
    requires transitive dev.jimm.api;
    // Snappy and Zstandard are unpacked by it
    requires jdk.unsupported;
    requires org.slf4j;

    // the option records, which the configuration is bound to
    exports dev.jimm.plugin.parquet;

    provides dev.jimm.api.data.ReaderProvider with
            dev.jimm.plugin.parquet.Parquet;
}
