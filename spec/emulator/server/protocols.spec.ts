import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DescMethodUnary, fromJson, type JsonObject } from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { DataProxyService } from "../../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { SignalService } from "../../../lib/idl/gen/flyteidl/service/signal_pb.js";
import { task } from "../../support/flyte-requests.js";
import { sendTo } from "../../support/plain-http.js";
import { repository } from "../../support/sources.js";

const protocols = suite("emulator/server/protocols");

const folder = join(repository, "spec", "golden", "tls");
const tls = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
let isBroken = false;
const clock = {
  now() {
    if (isBroken) throw new Error("the clock is broken: 100 % é");
    return 1_700_000_000_000;
  },
};
const emulator = createEmulator({ clock: { ...clock, sleep: async () => {} } });
const { url: baseUrl } = await emulator.listen({ port: 0 });
const { url: secure } = await emulator.listen({ port: 0, tls });
const nodeOptions = { ca: readFileSync(tls.cert) };

const transports: Readonly<Record<string, Transport>> = {
  "gRPC over cleartext HTTP/2": createGrpcTransport({ baseUrl }),
  "gRPC over TLS": createGrpcTransport({ baseUrl: secure, nodeOptions }),
  "gRPC in JSON": createGrpcTransport({ baseUrl, useBinaryFormat: false }),
  "gRPC with a deadline": createGrpcTransport({ baseUrl, defaultTimeoutMs: 60_000 }),
  "gRPC-web over HTTP/1.1": createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
  "gRPC-web over TLS": createGrpcWebTransport({ baseUrl: secure, httpVersion: "2", nodeOptions }),
  "Connect over HTTP/1.1": createConnectTransport({ baseUrl, httpVersion: "1.1" }),
  "Connect over HTTP/2 in protobuf": createConnectTransport({ baseUrl, httpVersion: "2", useBinaryFormat: true }),
  "Connect over TLS": createConnectTransport({ baseUrl: secure, httpVersion: "2", nodeOptions }),
  "gRPC in memory": emulator.backend.transport,
};

interface Asked {
  readonly method: DescMethodUnary;
  readonly request: JsonObject;
  /** Of the gateway: its path, with `POST` or `PUT` before it where the request is a body. */
  readonly plain: string;
  readonly answer: string;
  readonly isBroken?: boolean;
}

const { method: admin } = AdminService;
const id = { project: "flytesnacks", domain: "development", name: "nobody" };
const signal = { execution_id: id, signal_id: "go" };

const calls: Readonly<Record<string, Asked>> = {
  "an answer": { method: admin.getDomains, request: {}, plain: "/api/v1/domains", answer: "OK" },
  "an answer of many": { method: admin.listProjects, request: {}, plain: "/api/v1/projects", answer: "OK" },
  "what is not there": {
    method: admin.getExecution,
    request: { id },
    plain: "/api/v1/executions/flytesnacks/development/nobody",
    answer:
      'NotFound: missing entity of type execution with identifier project:"flytesnacks" domain:"development" name:"nobody"',
  },
  "a list without a limit": {
    method: admin.listTasks,
    request: { id: { project: "flytesnacks", domain: "development" } },
    plain: "/api/v1/tasks/flytesnacks/development",
    answer: "InvalidArgument: invalid value for limit",
  },
  "a filter that is none": {
    method: admin.listTasks,
    request: { id: { project: "flytesnacks", domain: "development" }, limit: 1, filters: "é % new\nline" },
    plain: "/api/v1/tasks/flytesnacks/development?limit=1&filters=%C3%A9%20%25%20new%0Aline",
    answer: "InvalidArgument: invalid value for filters",
  },
  "a text of any letters in a refusal": {
    method: admin.listTasks,
    request: { id: { project: "é % new\nline", domain: "development" }, limit: 1, token: "é %0A 日本\u0001" },
    plain: "/api/v1/tasks/%C3%A9%20%25%20new%0Aline/development?limit=1&token=%C3%A9%20%250A%20%E6%97%A5%E6%9C%AC%01",
    answer: "InvalidArgument: invalid pagination token é %0A 日本\u0001 for ListTasks",
  },
  "what is there already": {
    method: admin.registerProject,
    request: { project: { id: "flytesnacks", name: "again" } },
    plain: "POST /api/v1/projects",
    answer: "AlreadyExists: value with matching already exists",
  },
  "a signal of no run": {
    method: SignalService.method.setSignal,
    request: { id: signal },
    plain: "POST /api/v1/signals",
    answer: "InvalidArgument: missing value",
  },
  "a file outside the storage": {
    method: DataProxyService.method.createDownloadLocation,
    request: { native_url: "/etc/passwd" },
    plain: "/api/v1/dataproxy/artifact_urn?native_url=/etc/passwd",
    answer: "Internal: failed to create a signed url. Error: /etc/passwd does not lie in the storage memory://data",
  },
  "an AdminService that breaks": {
    method: admin.createTask,
    request: { ...task("any") } as JsonObject,
    plain: "POST /api/v1/tasks",
    answer: "Internal: the clock is broken: 100 % é",
    isBroken: true,
  },
  "a DataProxyService that breaks": {
    method: DataProxyService.method.createDownloadLocation,
    request: { native_url: "memory://data/a" },
    plain: "/api/v1/dataproxy/artifact_urn?native_url=memory://data/a",
    answer: "Internal: the clock is broken: 100 % é",
    isBroken: true,
  },
};

for (const [what, asked] of Object.entries(calls)) {
  protocols(`${what}: one status and one text in every protocol`, async () => {
    isBroken = asked.isBroken === true;
    try {
      const answers = Object.entries(transports).map(async ([name, transport]) => [name, await over(transport, asked)]);
      const told = Object.fromEntries(await Promise.all(answers));
      told["HTTP and JSON"] = await plainly(asked);
      assert.equal(
        Object.entries(told).filter(([, answer]) => answer !== told["gRPC in memory"]),
        [],
        told["gRPC in memory"],
      );
      assert.ok(told["gRPC in memory"].startsWith(asked.answer), told["gRPC in memory"]);
    } finally {
      isBroken = false;
    }
  });
}

protocols.after(() => emulator.close());

protocols.run();

async function over(transport: Transport, { method, request }: Asked): Promise<string> {
  try {
    await transport.unary(method, undefined, undefined, undefined, fromJson(method.input, request));
    return "OK";
  } catch (error) {
    const { code, rawMessage } = ConnectError.from(error);
    return `${Code[code]}: ${rawMessage}`;
  }
}

async function plainly({ request, plain }: Asked): Promise<string> {
  const [path = "", verb = "GET"] = plain.split(" ").reverse();
  const body = verb === "GET" ? "" : JSON.stringify(request);
  const answer = await sendTo(baseUrl, { method: verb, path, body, headers: { "content-type": "application/json" } });
  if (answer.status === 200) return "OK";
  const { code, message } = JSON.parse(String(answer.body));
  return `${Code[code]}: ${message}`;
}
