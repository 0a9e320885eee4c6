import type { DescMessage, DescMethodUnary, MessageShape } from "@bufbuild/protobuf";
import { type ContextValues, createContextValues, type HandlerContext, type UnaryRequest } from "@connectrpc/connect";

/** What a call says of itself; asked for only where a service looks at it. */
export interface Caller {
  readonly url: string;
  readonly header: Headers;
  readonly signal: AbortSignal;
  /** Milliseconds that are left. */
  timeoutMs(): number | undefined;
}

/** A unary call, as interceptors and services see it. Most look at its message alone: everything else is made when it is asked for. */
export class Call implements UnaryRequest, HandlerContext {
  readonly stream = false;
  readonly requestMethod = "POST";
  readonly protocolName = "grpc";
  readonly method: DescMethodUnary;
  readonly message: MessageShape<DescMessage>;
  readonly #caller: Caller;
  #header: Headers | undefined;
  #trailer: Headers | undefined;
  #values: ContextValues | undefined;

  constructor(method: DescMethodUnary, message: MessageShape<DescMessage>, caller: Caller) {
    this.method = method;
    this.message = message;
    this.#caller = caller;
  }

  get service() {
    return this.method.parent;
  }

  get url(): string {
    return this.#caller.url;
  }

  get signal(): AbortSignal {
    return this.#caller.signal;
  }

  readonly timeoutMs = (): number | undefined => this.#caller.timeoutMs();

  get header(): Headers {
    return this.#caller.header;
  }

  get requestHeader(): Headers {
    return this.#caller.header;
  }

  get responseHeader(): Headers {
    this.#header ??= new Headers();
    return this.#header;
  }

  get responseTrailer(): Headers {
    this.#trailer ??= new Headers();
    return this.#trailer;
  }

  get contextValues(): ContextValues {
    this.#values ??= createContextValues();
    return this.#values;
  }

  get values(): ContextValues {
    return this.contextValues;
  }

  /** The headers and trailers that somebody set. */
  told(): { readonly header?: Headers; readonly trailer?: Headers } {
    return { ...(this.#header && { header: this.#header }), ...(this.#trailer && { trailer: this.#trailer }) };
  }
}
