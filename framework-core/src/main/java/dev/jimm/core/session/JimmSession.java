package dev.jimm.core.session;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import com.google.inject.spi.Message;
import com.typesafe.config.Config;
import dev.jimm.api.API;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.WeightsLocator;
import dev.jimm.core.inference.Predictor;
import dev.jimm.core.inference.PredictorOptions;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderModule;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.train.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * jimm within a program: trains models and answers with them. Safe for any number of threads.
 *
 * <pre>{@code
 * try (JimmSession jimm = JimmSession.builder().discover(App.class.getClassLoader()).build()) {
 *     TrainingResult result = jimm.train(ConfigFile.load(Path.of("run.conf"), List.of()), event -> log(event)).join();
 *     Predictor predictor = jimm.open(result.folder());
 *     Prediction prediction = predictor.predict(Path.of("rose.jpg")).join();
 * }
 * }</pre>
 *
 * <p>A session has no share in any other: each has its own providers, trainings and models. What they do have in common is the process:
 * its engine, with the threads that compute and the generator of random numbers, in which they take turns.
 *
 * <p>{@link #close} ends what the session still does. Every other method throws {@link IllegalStateException} from then on.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class JimmSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JimmSession.class);

    private final Injector injector;
    private final Set<RunningTraining> trainings = new LinkedHashSet<>();
    private final Set<Predictor> predictors = new LinkedHashSet<>();
    /** Held by those who open a model: whoever ends the JVM behind close() must not take PyTorch from under them. */
    private final ReadWriteLock opening = new ReentrantReadWriteLock();

    private boolean closed;

    JimmSession(ProviderCatalogue providers, Supplier<? extends WeightsLocator> weights) {
        injector = Guice.createInjector(
                Stage.DEVELOPMENT,
                ProviderModule.of(providers),
                binder -> binder.bind(WeightsLocator.class).toProvider(weights::get));
    }

    /** A session that has the built-in readers and listeners, and what is added to it. */
    public static SessionBuilder builder() {
        return new SessionBuilder();
    }

    /**
     * Starts a run, on a thread of its own; fails there if the run has a checkpoint already.
     *
     * @param run its configuration, the keys of a run's file; from {@link ConfigFile}, or {@code ConfigFactory.parseMap}
     * @param listeners are told what happens, on the training's thread, one after another. One that throws is left out from then on;
     *     the log tells so. Each is closed at the end
     * @return the training, whose {@link RunningTraining#join} throws what is wrong with the configuration, too
     */
    public RunningTraining train(Config run, TrainingListener... listeners) {
        Training training = get(Training.class);
        return begin(
                List.of(listeners),
                (listener, stopWanted) -> training.start(ConfigFile.resolved(run), listener, stopWanted));
    }

    /**
     * Goes on with a run from its last checkpoint, to the same bits as if it had never been stopped.
     *
     * @param run the configuration that it was started with
     * @param listeners as in {@link #train}
     */
    public RunningTraining resume(Config run, TrainingListener... listeners) {
        Training training = get(Training.class);
        return begin(
                List.of(listeners),
                (listener, stopWanted) -> training.resume(ConfigFile.resolved(run), listener, stopWanted, false));
    }

    private synchronized RunningTraining begin(List<TrainingListener> listeners, RunningTraining.Work work) {
        requireOpen();
        RunningTraining training = new RunningTraining(work, listeners, this::forget);
        training.start();
        trainings.add(training); // at its end it waits for this lock before it is forgotten
        return training;
    }

    /**
     * Opens a model, made fast and warm.
     *
     * @param model an architecture, {@code architecture.tag} or {@code hf-hub:owner/name}, with the weights that the session's hub has;
     *     or the folder of a run, of a checkpoint or of timm
     * @return closed with the session at the latest
     * @throws JimmException CONFIGURATION when nothing has that name; DATA when its files are damaged
     */
    public Predictor open(String model) {
        return open(ModelOpener.Request.of(model), PredictorOptions.DEFAULT);
    }

    /** Opens the best checkpoint of a run, a checkpoint, or a folder as timm saves models; as {@link #open(String)}. */
    public Predictor open(Path folder) {
        return open(folder.toAbsolutePath().toString());
    }

    /** As {@link #open(String)}, with all that can be chosen. */
    public Predictor open(ModelOpener.Request model, PredictorOptions options) {
        requireOpen();
        opening.readLock().lock();
        try {
            return opened(model, options);
        } finally {
            opening.readLock().unlock();
        }
    }

    private Predictor opened(ModelOpener.Request model, PredictorOptions options) {
        SavedModel saved = get(ModelOpener.class).open(model, line -> LOG.info("{}", line));
        Predictor predictor;
        try {
            predictor = Predictor.of(saved, options, one -> {
                saved.close();
                forget(one);
            });
        } catch (RuntimeException | Error e) {
            saved.close();
            throw e;
        }
        if (!keep(predictor)) {
            predictor.close();
            throw new IllegalStateException("this session was closed while a model was opened");
        }
        return predictor;
    }

    private synchronized boolean keep(Predictor predictor) {
        return !closed && predictors.add(predictor);
    }

    private synchronized void forget(Predictor predictor) {
        predictors.remove(predictor);
    }

    private synchronized void forget(RunningTraining training) {
        trainings.remove(training);
    }

    /** The models that the providers offer. */
    public ModelCatalogue models() {
        return get(ModelCatalogue.class);
    }

    /** What the session has by kind and name. */
    public ProviderCatalogue providers() {
        return get(ProviderCatalogue.class);
    }

    /**
     * Any other part of jimm, made with this session's providers, such as {@code DataSets}, {@code RunPlanner} or {@code ModelOpener}.
     *
     * @throws JimmException when it cannot be made
     */
    public <T> T get(Class<T> type) {
        requireOpen();
        try {
            return injector.getInstance(type);
        } catch (ProvisionException e) {
            throw known(e);
        }
    }

    /**
     * What a part of jimm threw when it was made, which is what the caller has to know. Guice names no cause when several parts failed:
     * they are in its messages.
     */
    static RuntimeException known(ProvisionException failure) {
        return failure.getErrorMessages().stream()
                .map(Message::getCause)
                .flatMap(cause -> Stream.iterate(cause, Objects::nonNull, Throwable::getCause))
                .filter(JimmException.class::isInstance)
                .map(RuntimeException.class::cast)
                .findFirst()
                .orElse(failure);
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this session is closed");
        }
    }

    /**
     * Asks trainings to stop behind the update under way, waits until their checkpoints are written, and closes predictors, which
     * answer what they have taken before; a model that is being opened is waited for, and closed. Providers stay open. Closing again does nothing but wait for that, too.
     *
     * @throws IllegalStateException when a listener calls this on its training's thread, which would wait for itself
     */
    @Override
    public void close() {
        List<RunningTraining> running;
        List<Predictor> open;
        synchronized (this) {
            if (trainings.stream().anyMatch(RunningTraining::isCurrentThread)) {
                throw new IllegalStateException(
                        "a listener cannot close the session that its training is of; stop the training instead");
            }
            closed = true;
            running = new ArrayList<>(trainings);
            open = new ArrayList<>(predictors);
        }
        running.forEach(RunningTraining::stop);
        running.forEach(RunningTraining::awaitEnd);
        open.forEach(Predictor::close);
        opening.writeLock().lock(); // a model that is ready now finds the session closed, and is closed, too
        opening.writeLock().unlock();
    }
}
