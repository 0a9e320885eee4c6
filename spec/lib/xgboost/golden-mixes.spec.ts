import { trainings } from "../../support/golden-training.js";

const recorded = trainings("mixes");

recorded.run();
