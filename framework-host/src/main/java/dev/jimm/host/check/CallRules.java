package dev.jimm.host.check;

import static dev.jimm.host.check.Severity.REMARK;
import static dev.jimm.host.check.Severity.WARNING;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The methods and fields of the JDK that whoever trusts a plugin wants to know of. */
final class CallRules {
    private static final Map<String, List<Rule>> BY_CLASS = new HashMap<>();

    private CallRules() {}

    /** What it means to use the methods and fields of a class whose names, or names with descriptors, match. */
    record Rule(Pattern names, Topic topic) {}

    /** What several methods have in common. */
    record Topic(Severity severity, String what, String remedy) {
        private Topic of(String owner, String names) {
            BY_CLASS.computeIfAbsent(owner, key -> new ArrayList<>()).add(new Rule(Pattern.compile(names), this));
            return this;
        }
    }

    /** The topic of a method or field, by the internal name of the class that declares it. */
    static Optional<Topic> topic(String owner, String name, String descriptor) {
        return BY_CLASS.getOrDefault(owner, List.of()).stream()
                .filter(rule -> rule.names().matcher(name).matches()
                        || rule.names().matcher(name + descriptor).matches())
                .map(Rule::topic)
                .findFirst();
    }

    static {
        Topic exit = new Topic(
                WARNING,
                "ends the whole process",
                "the author should throw an exception; the program around the plugin decides when to end");
        exit.of("java/lang/System", "exit").of("java/lang/Runtime", "exit|halt");

        Topic threads = new Topic(
                WARNING,
                "makes threads of its own, which may outlive what they are for",
                "the author should work in the calling thread, or end the threads where jimm closes the object");
        threads.of("java/lang/Thread", "<init>|start|startVirtualThread|ofVirtual|ofPlatform")
                .of("java/util/concurrent/Executors", "new.*")
                .of("java/util/concurrent/ThreadPoolExecutor", "<init>")
                .of("java/util/concurrent/ScheduledThreadPoolExecutor", "<init>")
                .of("java/util/concurrent/ForkJoinPool", "<init>")
                .of("java/util/Timer", "<init>")
                .of("java/lang/Runtime", "addShutdownHook");

        Topic shared = new Topic(
                REMARK,
                "works in threads that all of the process shares",
                "it does no harm as long as the work is short and waits for nothing");
        shared.of("java/util/concurrent/CompletableFuture", ".*Async")
                .of("java/util/concurrent/ForkJoinPool", "commonPool")
                .of("java/util/Collection", "parallelStream")
                .of("java/util/stream/BaseStream", "parallel")
                .of("java/util/stream/IntStream", "parallel")
                .of("java/util/stream/LongStream", "parallel")
                .of("java/util/stream/DoubleStream", "parallel");

        Topic process = new Topic(
                WARNING,
                "changes settings of the whole process",
                "the author should leave them alone: other plugins and the program around jimm rely on them");
        process.of("java/lang/System", "setProperty|setProperties|clearProperty|setOut|setErr|setIn")
                .of("java/lang/Thread", "setDefaultUncaughtExceptionHandler")
                .of("java/util/Locale", "setDefault")
                .of("java/util/TimeZone", "setDefault")
                .of("java/security/Security", "addProvider|insertProviderAt|removeProvider|setProperty")
                .of("java/net/URL", "setURLStreamHandlerFactory")
                .of("java/net/Authenticator", "setDefault")
                .of("java/net/ProxySelector", "setDefault")
                .of("java/net/CookieHandler", "setDefault")
                .of("java/util/logging/LogManager", "reset|readConfiguration|updateConfiguration")
                .of("sun/misc/Signal", "handle|raise");

        Topic nativeCode = new Topic(
                WARNING,
                "loads native code, which may do anything and crash the process",
                "install it only if you trust its author");
        nativeCode.of("java/lang/System", "load|loadLibrary").of("java/lang/Runtime", "load|loadLibrary");

        Topic programs = new Topic(WARNING, "starts other programs", "install it only if you trust its author");
        programs.of("java/lang/Runtime", "exec").of("java/lang/ProcessBuilder", "start|startPipeline");

        Topic network = new Topic(
                WARNING, "uses the network", "ask the author what for; install it only if you trust its author");
        network.of("java/net/Socket", "<init>|connect")
                .of("java/net/ServerSocket", "<init>|bind|accept")
                .of("java/net/DatagramSocket", "<init>|connect|send")
                .of("java/net/URL", "openStream|openConnection|getContent")
                .of("java/net/http/HttpClient", "send|sendAsync|newWebSocketBuilder")
                .of("java/nio/channels/SocketChannel", "open|connect")
                .of("java/nio/channels/ServerSocketChannel", "open|bind")
                .of("java/nio/channels/DatagramChannel", "open|connect|send")
                .of("java/nio/channels/AsynchronousSocketChannel", "open|connect")
                .of("javax/net/SocketFactory", "createSocket")
                .of("javax/naming/Context", "lookup")
                .of("javax/naming/InitialContext", "lookup|doLookup");

        Topic addresses = new Topic(
                REMARK, "looks up network addresses by name", "ask the author what for, unless it is in a library");
        addresses.of("java/net/InetAddress", "getByName|getAllByName");

        Topic deletion = new Topic(WARNING, "deletes files", "ask the author which; keep copies of what matters");
        deletion.of("java/io/File", "delete|deleteOnExit").of("java/nio/file/Files", "delete|deleteIfExists");

        Topic objects = new Topic(
                WARNING,
                "reads serialized Java objects, which can run code when the file is a stranger's",
                "the author should read data in a format of plain values, such as JSON");
        objects.of("java/io/ObjectInputStream", "<init>").of("java/beans/XMLDecoder", "<init>");

        Topic code = new Topic(
                WARNING,
                "loads classes from elsewhere, which this check cannot see",
                "the author should pack all code into the jar");
        code.of("java/net/URLClassLoader", "<init>|newInstance")
                .of("java/lang/ClassLoader", "<init>|defineClass")
                .of("java/lang/invoke/MethodHandles$Lookup", "define.*Class.*")
                .of("javax/script/ScriptEngineManager", "<init>");

        Topic access = new Topic(
                REMARK,
                "reaches into other classes past their access rules",
                "it may fail with another Java; see what the places are for");
        access.of("java/lang/reflect/AccessibleObject", "setAccessible|trySetAccessible")
                .of("java/lang/reflect/Constructor", "setAccessible|trySetAccessible")
                .of("java/lang/reflect/Field", "setAccessible|trySetAccessible")
                .of("java/lang/reflect/Method", "setAccessible|trySetAccessible")
                .of("java/lang/invoke/MethodHandles", "privateLookupIn");

        Topic unsafe = new Topic(
                REMARK,
                "works on memory past Java's checks (sun.misc.Unsafe)",
                "a mistake in it crashes the process, and newer Javas take it away");
        unsafe.of("sun/misc/Unsafe", "(?!<init>).*");

        Topic byName = new Topic(
                REMARK, "loads classes by their names, which this check cannot follow", "see what the places are for");
        byName.of("java/lang/Class", "forName").of("java/lang/ClassLoader", "loadClass");

        Topic context = new Topic(
                REMARK,
                "sets the context class loader of threads",
                "the author should set the former one again in a finally block");
        context.of("java/lang/Thread", "setContextClassLoader");

        Topic output = new Topic(
                REMARK,
                "prints to the standard streams, where jimm's own answers go",
                "the author should log by SLF4J, which every plugin sees");
        output.of("java/lang/System", "out|err").of("java/lang/Throwable", "printStackTrace\\(\\)V");
    }
}
