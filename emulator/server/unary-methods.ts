import {
  create,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type DescMessage,
  toBinary,
} from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createMethodImplSpec,
  createServiceImplSpec,
  type Interceptor,
  type MethodImplSpec,
  type UnaryRequest,
  type UnaryResponse,
} from "@connectrpc/connect";
import { Call, type Caller } from "./call.js";
import { telling } from "./tell-errors.js";

/** What a unary call is answered with. */
export interface Answer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header?: Headers;
  readonly trailer?: Headers;
}

/** Answers a unary call, bytes for bytes; rejects with a ConnectError. */
export type UnaryMethod = (bytes: Uint8Array, caller: Caller) => Promise<Answer>;

/** The unary methods that are put on a router, by path: `/flyteidl.service.AdminService/GetTask`. */
export function unaryMethods(routes: (router: ConnectRouter) => void): ReadonlyMap<string, UnaryMethod> {
  const methods = new Map<string, UnaryMethod>();
  const add = (spec: MethodImplSpec, interceptors: readonly Interceptor[] = []) => {
    if (spec.kind === "unary") methods.set(pathOf(spec.method), answering(spec, interceptors));
  };
  const router: ConnectRouter = {
    handlers: [],
    service(service, implementation, options) {
      const { methods: specs } = createServiceImplSpec(service, implementation);
      for (const spec of Object.values(specs)) add(spec, options?.interceptors);
      return router;
    },
    rpc(method, implementation, options) {
      add(createMethodImplSpec(method, implementation), options?.interceptors);
      return router;
    },
  };
  telling(routes)(router);
  return methods;
}

/** By which path a method is called. */
export function pathOf({ parent, name }: DescMethodUnary): string {
  return `/${parent.typeName}/${name}`;
}

type UnarySpec = Extract<MethodImplSpec, { readonly kind: "unary" }>;

function answering({ method, impl }: UnarySpec, interceptors: readonly Interceptor[]): UnaryMethod {
  const end = async (request: UnaryRequest): Promise<UnaryResponse> => {
    // Interceptors hand on the request that they got.
    const call = request as Call;
    const said: MessageInitShape<DescMessage> = await impl(call.message, call);
    const message = create(method.output, said);
    return new Response(call, message);
  };
  // Streams have a router of their own.
  const invoke = interceptors.reduceRight((next, intercept) => intercept(next), end as ReturnType<Interceptor>);
  return async (bytes, caller) => {
    const call = new Call(method, read(method.input, bytes), caller);
    const { message } = (await invoke(call).catch(refusal)) as UnaryResponse;
    return { bytes: written(method.output, message), ...call.told() };
  };
}

// What interceptors see of an answer; its headers are made only if one of them looks.
class Response implements UnaryResponse {
  readonly stream = false;
  readonly message: UnaryResponse["message"];
  readonly #call: Call;

  constructor(call: Call, message: UnaryResponse["message"]) {
    this.#call = call;
    this.message = message;
  }

  get service() {
    return this.#call.service;
  }

  get method() {
    return this.#call.method;
  }

  get header() {
    return this.#call.responseHeader;
  }

  get trailer() {
    return this.#call.responseTrailer;
  }
}

function refusal(error: unknown): never {
  throw error instanceof ConnectError
    ? error
    : new ConnectError("internal error", Code.Internal, undefined, undefined, error);
}

function read(schema: DescMessage, bytes: Uint8Array) {
  try {
    return fromBinary(schema, bytes);
  } catch (error) {
    throw new ConnectError(`parse binary: ${textOf(error)}`, Code.Internal);
  }
}

function written(schema: DescMessage, message: UnaryResponse["message"]) {
  try {
    return toBinary(schema, message);
  } catch (error) {
    throw new ConnectError(`serialize binary: ${textOf(error)}`, Code.Internal);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
