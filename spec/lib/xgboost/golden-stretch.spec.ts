import { trainings } from "../../support/golden-training.js";

const recorded = trainings("stretch");

recorded.run();
