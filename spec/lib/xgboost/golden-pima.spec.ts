import { trainings } from "../../support/golden-training.js";

const recorded = trainings("pima");

recorded.run();
