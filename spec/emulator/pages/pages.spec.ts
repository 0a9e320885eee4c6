import { create } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { answerPage } from "../../../emulator/pages/index.js";
import { html, link } from "../../../emulator/pages/html.js";
import { literalText } from "../../../emulator/pages/literal-text.js";
import { LiteralSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { encodeLiteral } from "../../../lib/idl/index.js";
import type { Literal } from "../../../lib/types/index.js";
import { emulatedWith, place } from "../../support/emulated.js";
import { graph, int } from "../../support/graph.js";
import { sendTo } from "../../support/plain-http.js";

const pages = suite("emulator/pages/pages");

const nasty = `</pre><script>alert("it's")</script>&`;
const dag = graph({ nodes: { first: { task: "broken" } } });
const { emulator, run } = emulatedWith({
  broken: () => {
    throw new Error(nasty + "x".repeat(500));
  },
});
await run(dag, "a-run");
const { url } = await emulator.listen({ port: 0 });
const folder = `/console/projects/${place.project}/domains/${place.domain}`;

const page = async (path: string) => {
  const { status, headers, body } = await sendTo(url, { path });
  return { status, headers, text: String(body) };
};

pages("the address that pyflyte prints opens a run: phase, nodes, attempts, the error whole", async () => {
  const { status, headers, text } = await page(`${folder}/executions/a-run`);
  assert.is(status, 200);
  assert.is(headers["content-type"], "text/html; charset=utf-8");
  for (const shown of ["a-run", "FAILED", "first", "broken", "attempt 1", "x".repeat(500)]) assert.match(text, shown);
  assert.not.match(text, "http-equiv");
});

pages("what runs say is text, never markup", async () => {
  const { text } = await page(`${folder}/executions/a-run`);
  assert.not.match(text, "<script");
  assert.match(text, "&lt;/pre&gt;&lt;script&gt;alert(&quot;it&#39;s&quot;)&lt;/script&gt;&amp;");
  assert.not.match((await page(`${folder}/executions/%3Cscript%3E`)).text, "<script");
  assert.not.match((await page(`${folder}/executions?workflow=%22%3E%3Cscript%3E`)).text, "<script");
});

pages("a page may run no script, load nothing and be framed by nobody", async () => {
  const { headers } = await page("/console");
  const policy = headers["content-security-policy"] as string;
  assert.match(policy, "default-src 'none'");
  assert.match(policy, "frame-ancestors 'none'");
  assert.not.match(policy, "unsafe");
  assert.not.match(policy, "script-src");
});

pages("projects lead to runs, and runs to the older ones", async () => {
  assert.match((await page("/console")).text, `href="${folder}/executions"`);
  assert.match((await page(`${folder}/executions`)).text, `href="${folder}/executions/a-run"`);
  assert.match((await page(`/console/projects/${place.project}/executions?domain=${place.domain}`)).text, "a-run");
  assert.match((await page(`${folder}/workflows/nothing`)).text, "No run yet");
});

pages("what is not there is a page that says so", async () => {
  for (const path of ["/console/x", `${folder}/executions/none`, "/console/projects/flytesnacks/domains/d/else/1"]) {
    const { status, text } = await page(path);
    assert.is(status, 404, path);
    assert.match(text, "Not found");
  }
});

pages("no page is written to", async () => {
  const { status } = await sendTo(url, { method: "POST", path: "/console" });
  assert.is(status, 404);
});

pages("it asks the services as any client does", async () => {
  const { status } = await answerPage("/console/projects", emulator.backend.transport);
  assert.is(status, 200);
});

pages("links lead to pages, not to scripts or files", () => {
  for (const address of [
    "javascript:alert(1)",
    "JAVASCRIPT:x",
    "data:text/html,x",
    "file:///etc",
    "//evil.example",
    "x",
  ]) {
    assert.not.match(link(address, "log").text, "<a ", address);
  }
  for (const address of ["https://a.example/?a=1&b=2", "http://a.example", "/data/x"]) {
    assert.match(link(address, "log").text, "<a ", address);
  }
  assert.is(
    html`<b title="${'"'}">${"<"}${[1, html`<i>`]}${false}${undefined}</b>`.text,
    '<b title="&quot;">&lt;1<i></b>',
  );
});

pages("values are shown for people", () => {
  const shown = (literal: Literal) => literalText(create(LiteralSchema, encodeLiteral(literal)));
  assert.is(shown(int(5)), "5");
  assert.is(shown({ kind: "int", value: "9007199254740993" }), "9007199254740993");
  assert.is(shown({ kind: "string", value: "a" }), "a");
  assert.is(shown({ kind: "list", items: [int(1), int(2)] }), "[\n  1,\n  2\n]");
  assert.is(literalText(undefined), "null");
});

pages.after(() => emulator.close());

pages.run();
