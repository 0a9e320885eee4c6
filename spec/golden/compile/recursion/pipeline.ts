import { type Flow, Pipeline, type Refs } from "flytepath";

/** A pipeline that is a step of itself. */
@Pipeline()
class Inner {
  compose(_: Refs<object>, flow: Flow): void {
    flow.step(Recursion);
  }
}
@Pipeline()
export class Recursion {
  compose(_: Refs<object>, flow: Flow): void {
    flow.step(Inner);
  }
}
