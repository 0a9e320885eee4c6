import { trainings } from "../../support/golden-training.js";

const recorded = trainings("sampling");

recorded.run();
