package com.example.classifier;

import com.typesafe.config.Config;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.inference.Predictor;
import dev.jimm.core.session.JimmSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A service that tells what is on a picture. It trains its model when it starts for the first time. */
@SpringBootApplication
public class ClassifierApplication {
    private static final Logger LOG = LoggerFactory.getLogger(ClassifierApplication.class);

    public static void main(String[] arguments) {
        SpringApplication.run(ClassifierApplication.class, arguments);
    }

    /** Closed when Spring stops, behind the last request: see server.shutdown in application.properties. */
    @Bean(destroyMethod = "close")
    JimmSession jimm() {
        return JimmSession.builder()
                .discover(ClassifierApplication.class.getClassLoader())
                .build();
    }

    /** Answers any number of requests at once. */
    @Bean(destroyMethod = "close")
    Predictor predictor(JimmSession jimm, @Value("${classifier.run}") Path file) {
        Config run = ConfigFile.load(file, List.of());
        Path folder = Path.of(run.getString("train.output"), run.getString("name"));
        if (!Files.exists(folder.resolve("report.md"))) {
            LOG.info("training {}", folder);
            boolean begun = Files.exists(folder.resolve("checkpoints")); // by a start that was ended
            (begun ? jimm.resume(run) : jimm.train(run)).join();
        }
        return jimm.open(folder);
    }
}
