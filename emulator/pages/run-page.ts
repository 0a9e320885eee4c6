import type { LiteralMap } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import {
  type ExecutionError,
  NodeExecution_Phase as NodePhase,
  TaskExecution_Phase as TaskPhase,
  WorkflowExecution_Phase as RunPhase,
} from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { ExecutionMetadata_ExecutionMode as Mode } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { placeAddress, runAddress } from "./address.js";
import { type Html, html, link, type Part } from "./html.js";
import type { Page } from "./layout.js";
import { literalText } from "./literal-text.js";
import { most, nodesOf, type ShownNode } from "./node-tree.js";
import { phaseText, toneOf } from "./phase-text.js";
import type { Services } from "./services.js";
import { instant, millisecondsOf, span } from "./time-text.js";

/** Which run is asked for. */
export interface RunId {
  readonly project: string;
  readonly domain: string;
  readonly name: string;
}

/** A run as a page: how it stands, what went in and came out, its nodes with their attempts and logs. */
export async function runPage(services: Services, run: RunId): Promise<Page> {
  const id = { ...run, $typeName: "flyteidl.core.WorkflowExecutionIdentifier", org: "" } as const;
  const execution = await services.admin.getExecution({ id });
  const [data, nodes] = await Promise.all([services.admin.getExecutionData({ id }), nodesOf(services, id)]);
  const { closure, spec } = execution;
  const phase = RunPhase[closure?.phase ?? 0];
  const result = closure?.outputResult;
  const aborted = result?.case === "abortMetadata" ? result.value.cause || "aborted" : undefined;
  const parent = spec?.metadata?.parentNodeExecution?.executionId;
  const facts: readonly (readonly [string, Part])[] = [
    ["workflow", workflowOf(run, closure?.workflowId)],
    ["launched as", spec?.launchPlan?.name !== closure?.workflowId?.name && named(spec?.launchPlan)],
    ["created", instant(closure?.createdAt)],
    ["started", instant(closure?.startedAt)],
    ["took", span(closure?.duration)],
    ["mode", Mode[spec?.metadata?.mode ?? 0]],
    ["started by", parent && html`<a href="${runAddress(parent)}">${parent.name}</a>`],
  ];
  return {
    title: run.name,
    trail: [[placeAddress(run), `${run.project} / ${run.domain}`]],
    isLive: !["SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"].includes(phase ?? ""),
    body: html`
<h1>${run.name}${phaseText(phase)}</h1>
${factsOf(facts)}
${result?.case === "error" && errorOf(result.value)}
${aborted !== undefined && html`<h2>Aborted</h2><div class="frame"><pre class="error">${aborted}</pre></div>`}
<div class="two">
<section><h2>Inputs</h2>${valuesOf(data.fullInputs)}</section>
<section><h2>Outputs</h2>${valuesOf(data.fullOutputs)}</section>
</div>
<h2>Nodes</h2>
${nodes.length === 0 ? html`<div class="frame empty">No node has begun.</div>` : tableOf(nodes)}
${nodes.length >= most && html`<p class="soft">Only the first ${most} nodes are shown.</p>`}`,
  };
}

interface Named {
  readonly name: string;
  readonly version: string;
}

function workflowOf(run: RunId, id: Named | undefined): Html | undefined {
  if (id === undefined) return undefined;
  const query = new URLSearchParams({ workflow: id.name });
  return html`<a href="${placeAddress(run)}?${query.toString()}">${id.name}</a> ${versionOf(id)}`;
}

function named(id: Named | undefined): Html | undefined {
  return id && html`${id.name} ${versionOf(id)}`;
}

function versionOf({ version }: Named): Html {
  const shown = version.length > 16 ? `${version.slice(0, 12)}…` : version;
  return html`<span class="soft" title="${version}">${shown}</span>`;
}

function factsOf(facts: readonly (readonly [string, Part])[]): Html {
  const known = facts.filter(([, value]) => value !== undefined && value !== "" && value !== false);
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function errorOf({ code, message, errorUri }: ExecutionError): Html {
  return html`<h2>Error <code class="bad">${code}</code></h2>
<div class="frame"><pre class="error">${message}</pre></div>${errorUri !== "" && html`<p class="soft small">${errorUri}</p>`}`;
}

function valuesOf(map: LiteralMap | undefined): Html {
  const entries = Object.entries(map?.literals ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return html`<div class="frame empty">None.</div>`;
  const rows = entries.map(
    ([name, literal]) => html`<tr><td>${name}</td><td><code>${shortened(literalText(literal))}</code></td></tr>`,
  );
  return html`<div class="frame values"><table><tbody>${rows}</tbody></table></div>`;
}

const longest = 20_000;

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}

function tableOf(nodes: readonly ShownNode[]): Html {
  const moments = nodes.flatMap(({ node: { closure } }) => (closure?.startedAt ? [rangeOf(closure)] : []));
  const begin = Math.min(...moments.map(([from]) => from));
  const end = Math.max(...moments.map(([, to]) => to));
  return html`<div class="frame"><table>
<thead><tr><th>node</th><th>phase</th><th class="right">took</th><th></th></tr></thead>
<tbody>${nodes.map((node) => rowsOf(node, begin, Math.max(end - begin, 1)))}</tbody>
</table></div>`;
}

type Timed = NonNullable<ShownNode["node"]["closure"]>;

function rangeOf({ startedAt, duration, updatedAt }: Timed): readonly [number, number] {
  const from = startedAt ? millisecondsOf(startedAt) : 0;
  const to = duration ? from + millisecondsOf(duration) : updatedAt ? millisecondsOf(updatedAt) : from;
  return [from, Math.max(from, to)];
}

function rowsOf({ node, depth, attempts, deck }: ShownNode, begin: number, whole: number): Html {
  const { closure, id, metadata } = node;
  const phase = NodePhase[closure?.phase ?? 0];
  const target = closure?.targetMetadata;
  const child = target?.case === "workflowNodeMetadata" ? target.value.executionId : undefined;
  const type = attempts.at(-1)?.closure?.taskType;
  const task = attempts.at(-1)?.id?.taskId?.name;
  const error = closure?.outputResult.case === "error" ? closure.outputResult.value : undefined;
  const indent = depth === 0 ? "" : ` d${Math.min(depth, 6)}`;
  const more = [
    child && html`<p class="small">run <a href="${runAddress(child)}">${child.name}</a></p>`,
    attempts.length > 0 && html`<div class="small">${attempts.map(attemptOf)}</div>`,
    deck !== undefined && html`<p class="small links">${link(deck, "deck")}</p>`,
    error && !isToldBy(attempts, error) && html`<pre class="error">${error.code}\n${error.message}</pre>`,
  ].filter((part) => part !== false && part !== undefined);
  const own = metadata?.specNodeId || id?.nodeId;
  return html`<tr><td class="name${indent}"><b>${own}</b> <span class="soft small">${[task, type].filter(Boolean).join(" · ")}</span></td>
<td>${phaseText(phase)}</td><td class="right">${span(closure?.duration)}</td><td>${barOf(closure, begin, whole)}</td></tr>
${more.length > 0 && html`<tr class="more"><td class="name${indent}" colspan="4">${more}</td></tr>`}`;
}

function barOf(closure: Timed | undefined, begin: number, whole: number): Html | undefined {
  if (closure?.startedAt === undefined) return undefined;
  const [from, to] = rangeOf(closure);
  const left = ((from - begin) / whole) * 100;
  const width = Math.max(((to - from) / whole) * 100, 1);
  const tone = toneOf(NodePhase[closure.phase] ?? "");
  return html`<svg class="bar ${tone}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect x="${Math.min(left, 99).toFixed(2)}" y="0" width="${width.toFixed(2)}" height="8"/></svg>`;
}

function attemptOf({ id, closure }: ShownNode["attempts"][number]): Html {
  const result = closure?.outputResult;
  const error = result?.case === "error" ? result.value : undefined;
  const resources = closure?.metadata?.externalResources ?? [];
  const logs = [...(closure?.logs ?? []), ...resources.flatMap((each) => each.logs)];
  return html`<div>attempt ${(id?.retryAttempt ?? 0) + 1} ${phaseText(TaskPhase[closure?.phase ?? 0])}
<span class="soft">${span(closure?.duration)}</span>
<span class="links">${logs.map(({ name, uri }) => link(uri, name || "log"))}</span>
${resources.length > 1 && html`<span class="soft">${tally(resources.map(({ phase }) => TaskPhase[phase] ?? ""))}</span>`}
${closure?.reason !== "" && error === undefined && html`<span class="soft">${closure?.reason}</span>`}
${error && html`<details><summary class="bad">${error.code}</summary><pre class="error">${error.message}</pre></details>`}</div>`;
}

// A node's error is mostly that of its last attempt.
function isToldBy(attempts: ShownNode["attempts"], { message }: ExecutionError): boolean {
  const result = attempts.at(-1)?.closure?.outputResult;
  return result?.case === "error" && result.value.message === message;
}

// `3 SUCCEEDED, 1 FAILED`: the elements of a map.
function tally(phases: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const phase of phases) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  return [...counts].map(([phase, count]) => `${count} ${phase}`).join(", ");
}
