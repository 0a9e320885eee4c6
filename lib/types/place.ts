import { type ErrorFacts, FlytepathError, failure } from "../errors/index.js";

// What msgpack's Python packer accepts is 511 levels; deeper values could not be read there, nor safely walked here.
const deepest = 500;

/** Where in a value a conversion stands, so that its errors name the place; guards against cycles and depth. */
export class Place {
  readonly #root: string;
  readonly #steps: (string | number)[] = [];
  readonly #open = new Set<object>();
  #depth = 0;

  constructor(root = "") {
    this.#root = root;
  }

  /** Does work one step further inside. Fails with `VALUE_TOO_DEEP`. */
  inside<T>(step: string | number, work: () => T): T {
    this.#steps.push(step);
    try {
      return this.deeper(work);
    } finally {
      this.#steps.pop();
    }
  }

  /** Does work one level deeper at the same place. Fails with `VALUE_TOO_DEEP`. */
  deeper<T>(work: () => T): T {
    if (this.#depth >= deepest) throw failure("VALUE_TOO_DEEP", { limit: deepest }, this.facts());
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Does work inside a container that must not hold itself. Fails with `VALUE_CYCLIC`. */
  within<T>(container: object, work: () => T): T {
    if (this.#open.has(container)) throw failure("VALUE_CYCLIC", {}, this.facts());
    this.#open.add(container);
    try {
      return work();
    } finally {
      this.#open.delete(container);
    }
  }

  /** The `path` of an error raised here; nothing when neither root nor steps are known. */
  facts(): { readonly path?: string } {
    const path = this.toString();
    return path === "" ? {} : { path };
  }

  /** Does work whose errors do not know the place, and gives it to them. */
  explain<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw FlytepathError.is(error) && error.path === undefined ? withPath(error, this.facts()) : error;
    }
  }

  toString(): string {
    return this.#steps.reduce<string>((path, step) => {
      if (typeof step === "number") return `${path}[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
      return path === "" ? step : `${path}.${step}`;
    }, this.#root);
  }
}

/** Refuses keys that would change what a JavaScript object is. Fails with `VALUE_KEY_REFUSED`. */
export function checkKey(key: string, place: Place): string {
  if (key === "__proto__") throw failure("VALUE_KEY_REFUSED", { key }, place.facts());
  return key;
}

function withPath(error: FlytepathError, { path }: Pick<ErrorFacts, "path">): FlytepathError {
  return path === undefined ? error : Object.assign(error, { path });
}
