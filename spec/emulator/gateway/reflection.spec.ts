import { create, createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { Health, HealthCheckResponse_ServingStatus as Status } from "../../../lib/idl/gen/grpc/health/v1/health_pb.js";
import { ServerReflection } from "../../../lib/idl/gen/grpc/reflection/v1/reflection_pb.js";
import { ServerReflection as Alpha } from "../../../lib/idl/gen/grpc/reflection/v1alpha/reflection_pb.js";

const reflection = suite("emulator/gateway/reflection");

const emulator = createEmulator();
const { url: baseUrl } = await emulator.listen({ port: 0 });
const transport = createGrpcTransport({ baseUrl });

for (const [version, service] of Object.entries({ v1: ServerReflection, v1alpha: Alpha })) {
  const ask = async (question: Question) => {
    const client = createClient(service as typeof ServerReflection, transport);
    for await (const { messageResponse } of client.serverReflectionInfo(once({ messageRequest: question }))) {
      return messageResponse;
    }
    throw new Error("no answer");
  };

  reflection(`it lists what is served: ${version}`, async () => {
    const { value } = await ask({ case: "listServices", value: "" });
    const names = (value as { service: { name: string }[] }).service.map(({ name }) => name);
    for (const name of ["flyteidl.service.AdminService", "grpc.health.v1.Health", service.typeName]) {
      assert.ok(names.includes(name), name);
    }
    assert.not.ok(names.includes("flyteidl.service.IdentityService"));
  });

  reflection(`a file comes with all that it needs to be understood: ${version}`, async () => {
    for (const symbol of [
      "flyteidl.service.AdminService",
      "flyteidl.core.LiteralType.simple",
      "flyteidl.core.INTEGER",
    ]) {
      const { value } = await ask({ case: "fileContainingSymbol", value: symbol });
      const { fileDescriptorProto } = value as { fileDescriptorProto: Uint8Array[] };
      const [file, ...imports] = fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
      const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [...imports, file!] }));
      assert.ok([...registry].length > 10, symbol);
    }
  });

  reflection(`the options that the gateway reads are found as an extension: ${version}`, async () => {
    const extension = { containingType: "google.protobuf.MethodOptions", extensionNumber: 72_295_728 };
    const found = await ask({ case: "fileContainingExtension", value: extension });
    assert.is(found.case, "fileDescriptorResponse");
    const all = await ask({ case: "allExtensionNumbersOfType", value: "google.protobuf.MethodOptions" });
    assert.equal((all.value as { extensionNumber: number[] }).extensionNumber, [72_295_728]);
  });

  reflection(`what is not there is NOT_FOUND: ${version}`, async () => {
    for (const name of ["fileContainingSymbol", "fileByFilename", "allExtensionNumbersOfType"] as const) {
      const found = await ask({ case: name, value: "nobody.Knows" });
      assert.is((found.value as { errorCode: number }).errorCode, 5, name);
    }
    assert.is(((await ask({ case: undefined })).value as { errorCode: number }).errorCode, 3);
  });
}

reflection("a watch of health tells at once and goes on until it is ended", async () => {
  const health = createClient(Health, transport);
  for (const [service, status] of Object.entries({
    "": Status.SERVING,
    flyteadmin: Status.SERVING,
    x: Status.SERVICE_UNKNOWN,
  })) {
    const end = new AbortController();
    const told: Status[] = [];
    await (async () => {
      for await (const answer of health.watch({ service }, { signal: end.signal })) {
        told.push(answer.status);
        end.abort();
      }
    })().catch(() => {});
    assert.equal(told, [status], service);
  }
});

reflection.after(() => emulator.close());

reflection.run();

type Question =
  | { case: "listServices" | "fileByFilename" | "fileContainingSymbol" | "allExtensionNumbersOfType"; value: string }
  | { case: "fileContainingExtension"; value: { containingType: string; extensionNumber: number } }
  | { case: undefined };

async function* once<T>(value: T): AsyncIterable<T> {
  yield value;
}
