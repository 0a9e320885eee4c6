import { trainings } from "../../support/golden-training.js";

const recorded = trainings("data");

recorded.run();
