declare const io: unique symbol;

/** Base of steps whose work is done on Flyte: `class Train extends Remote<TrainRequest, TrainResult> {}`. It is never built. */
export abstract class Remote<I, O> {
  // Only the compiler sees it: what the step takes and gives.
  declare readonly [io]: readonly [I, O];
}

/** A class of remote steps. */
export type RemoteClass<I, O> = abstract new () => Remote<I, O>;
