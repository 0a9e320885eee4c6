import { trainings } from "../../support/golden-training.js";

const recorded = trainings("stretch", (name) => !/rank/.test(name));

recorded.run();
