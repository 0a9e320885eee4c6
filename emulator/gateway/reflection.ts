import { create, type DescExtension, type DescFile, type DescService, fromBinary, toBinary } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import {
  type ServerReflectionRequest,
  ServerReflectionRequestSchema,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from "../../lib/idl/gen/grpc/reflection/v1/reflection_pb.js";
import {
  type ServerReflectionRequest as AlphaRequest,
  ServerReflectionRequestSchema as AlphaRequestSchema,
  type ServerReflectionResponse as AlphaResponse,
  ServerReflectionResponseSchema as AlphaResponseSchema,
} from "../../lib/idl/gen/grpc/reflection/v1alpha/reflection_pb.js";
import { withImports } from "./served.js";

/** What the services of a server look like, as gRPC's reflection tells it. */
export interface Reflection {
  /** Answers the questions of one client; a file goes to it once, with all that it imports. */
  answers(questions: AsyncIterable<ServerReflectionRequest>): AsyncIterable<ServerReflectionResponse>;
  /** The same in the version before, whose messages differ by their package only. */
  alphaAnswers(questions: AsyncIterable<AlphaRequest>): AsyncIterable<AlphaResponse>;
}

type Answer = ServerReflectionResponse["messageResponse"];

/** Reflection of some services. */
export function reflectionOf(services: readonly DescService[]): Reflection {
  const files = withImports(services.map(({ file }) => file));
  const byName = new Map([...files].map((file) => [file.proto.name, file]));
  const bySymbol = new Map([...files].flatMap((file) => symbolsIn(file).map((symbol) => [symbol, file] as const)));
  const extensions = [...files].flatMap((file) => [...nestedTypes(file)].filter((desc) => desc.kind === "extension"));

  return {
    answers,
    async *alphaAnswers(questions) {
      for await (const answer of answers(fromAlpha(questions))) {
        yield fromBinary(AlphaResponseSchema, toBinary(ServerReflectionResponseSchema, answer));
      }
    },
  };

  async function* answers(questions: AsyncIterable<ServerReflectionRequest>) {
    const sent = new Set<DescFile>();
    for await (const originalRequest of questions) {
      const messageResponse = answerTo(originalRequest, sent);
      const validHost = originalRequest.host;
      yield create(ServerReflectionResponseSchema, { validHost, originalRequest, messageResponse });
    }
  }

  function answerTo({ messageRequest }: ServerReflectionRequest, sent: Set<DescFile>): Answer {
    switch (messageRequest.case) {
      case "listServices":
        return listOf(services);
      case "fileByFilename":
        return fileOf(byName.get(messageRequest.value), messageRequest.value, sent);
      case "fileContainingSymbol":
        return fileOf(bySymbol.get(messageRequest.value), messageRequest.value, sent);
      case "fileContainingExtension": {
        const { containingType, extensionNumber } = messageRequest.value;
        const found = extensionsOf(containingType).find(({ number }) => number === extensionNumber);
        return fileOf(found?.file, `${containingType} ${extensionNumber}`, sent);
      }
      case "allExtensionNumbersOfType":
        return numbersOf(messageRequest.value);
      default:
        return refused(Code.InvalidArgument, "the question asks for nothing");
    }
  }

  function extensionsOf(type: string): readonly DescExtension[] {
    return extensions.filter(({ extendee }) => extendee.typeName === type);
  }

  function numbersOf(type: string): Answer {
    if (!bySymbol.has(type)) return refused(Code.NotFound, `nothing here is called ${type}`);
    const extensionNumber = extensionsOf(type).map(({ number }) => number);
    const value = {
      $typeName: "grpc.reflection.v1.ExtensionNumberResponse",
      baseTypeName: type,
      extensionNumber,
    } as const;
    return { case: "allExtensionNumbersResponse", value };
  }
}

async function* fromAlpha(questions: AsyncIterable<AlphaRequest>): AsyncIterable<ServerReflectionRequest> {
  for await (const question of questions) {
    yield fromBinary(ServerReflectionRequestSchema, toBinary(AlphaRequestSchema, question));
  }
}

function listOf(services: readonly DescService[]): Answer {
  const service = services.map(
    ({ typeName: name }) => ({ $typeName: "grpc.reflection.v1.ServiceResponse", name }) as const,
  );
  return { case: "listServicesResponse", value: { $typeName: "grpc.reflection.v1.ListServiceResponse", service } };
}

function fileOf(file: DescFile | undefined, asked: string, sent: Set<DescFile>): Answer {
  if (file === undefined) return refused(Code.NotFound, `nothing here is called ${asked}`);
  const others = [...withImports([file])].filter((each) => each !== file && !sent.has(each));
  for (const each of [file, ...others]) sent.add(each);
  const fileDescriptorProto = [file, ...others].map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  const value = { $typeName: "grpc.reflection.v1.FileDescriptorResponse", fileDescriptorProto } as const;
  return { case: "fileDescriptorResponse", value };
}

function refused(errorCode: Code, errorMessage: string): Answer {
  return { case: "errorResponse", value: { $typeName: "grpc.reflection.v1.ErrorResponse", errorCode, errorMessage } };
}

function symbolsIn(file: DescFile): readonly string[] {
  return [...nestedTypes(file)].flatMap((desc) => {
    const { typeName } = desc;
    if (desc.kind === "service") return [typeName, ...desc.methods.map(({ name }) => `${typeName}.${name}`)];
    if (desc.kind === "message") return [typeName, ...desc.fields.map(({ name }) => `${typeName}.${name}`)];
    // Values of an enum lie beside it, not in it.
    const scope = typeName.slice(0, typeName.lastIndexOf(".") + 1);
    return desc.kind === "enum" ? [typeName, ...desc.values.map(({ name }) => scope + name)] : [typeName];
  });
}
