import { trainings } from "../../support/golden-training.js";

const recorded = trainings("objectives");

recorded.run();
