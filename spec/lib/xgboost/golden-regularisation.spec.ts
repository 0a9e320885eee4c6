import { trainings } from "../../support/golden-training.js";

const recorded = trainings("regularisation");

recorded.run();
