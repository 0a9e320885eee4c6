export { builtFile } from "./built-file.js";
export { catalogue } from "./catalogue/index.js";
export type { Entry, Leaf } from "./entry.js";
export {
  BackendError,
  BugError,
  DefinitionError,
  type ErrorFacts,
  type ErrorOrigin,
  FlytepathError,
  type Issue,
  type SourceLocation,
  TaskError,
  type TaskFacts,
  ValidationError,
} from "./error.js";
export { type ErrorCode, type FactsOf, failure } from "./failure.js";
export { firstLine } from "./first-line.js";
export { type PackedThrown, packThrown, unpackThrown } from "./packed-thrown.js";
export { type CallSite, callSiteOf, placeOfError } from "./call-site.js";
