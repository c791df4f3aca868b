package com.example.classifier;

import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.inference.Prediction;
import dev.jimm.core.inference.Predictor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** POST /classify with the bytes of a picture. */
@RestController
class ClassifierController {
    private final Predictor predictor;

    ClassifierController(Predictor predictor) {
        this.predictor = predictor;
    }

    @PostMapping("/classify")
    CompletableFuture<List<Prediction.Guess>> classify(@RequestBody byte[] picture) throws UnreadableImageException {
        return predictor.predict(picture, "the request").thenApply(prediction -> prediction.top(3));
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    String unreadable(UnreadableImageException problem) {
        return problem.getMessage();
    }

    /** More wait than the predictor takes. */
    @ExceptionHandler
    @ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
    String overloaded(RejectedExecutionException problem) {
        return problem.getMessage();
    }
}
