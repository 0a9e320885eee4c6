import { trainings } from "../../support/golden-training.js";

const recorded = trainings("metrics");

recorded.run();
