import { trainings } from "../../support/golden-training.js";

const recorded = trainings("growth");

recorded.run();
