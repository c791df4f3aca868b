/** A modular program that embeds jimm. The plugins are found as services; nothing here requires them. */
module com.example.modules {
    requires dev.jimm.core;
}
