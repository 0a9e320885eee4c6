export { answerPage, type PageAnswer } from "./pages.js";
