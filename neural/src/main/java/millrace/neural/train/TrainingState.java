package millrace.neural.train;

import java.util.List;

/**
 * Where a training is: all that the rest of it depends on, between two steps. Made for {@link
 * millrace.store.Checkpoint}.
 *
 * @param epoch the epoch, from 0
 * @param batch the next batch of the epoch
 * @param step how many steps were made
 * @param lossSum of the losses of this epoch, each times its weight
 * @param lossWeight of these weights
 * @param weights parameters and buffers
 * @param updater what the optimizer remembers
 * @param averages moving averages of the parameters, if there are any
 * @param best parameters and buffers of the best epoch, if there was one
 * @param bestCost its figure, the lower the better
 * @param bestEpoch which it was, or -1
 * @param costs that figure of each epoch
 * @param epochs what each epoch gave
 */
public record TrainingState(
    int epoch,
    int batch,
    long step,
    double lossSum,
    double lossWeight,
    Values weights,
    Updater.State updater,
    Values averages,
    Values best,
    double bestCost,
    int bestEpoch,
    double[] costs,
    List<History.Epoch> epochs) {}
