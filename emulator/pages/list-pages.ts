import { WorkflowExecution_Phase as RunPhase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { Sort_Direction as Direction } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import { placeAddress, runAddress, type PlaceOf } from "./address.js";
import { html } from "./html.js";
import type { Page } from "./layout.js";
import { phaseText } from "./phase-text.js";
import type { Services } from "./services.js";
import { instant, span } from "./time-text.js";

/** All projects and their domains. */
export async function projectsPage({ admin }: Services): Promise<Page> {
  const { projects } = await admin.listProjects({});
  const rows = projects.map(
    ({
      id,
      name,
      description,
      domains,
    }) => html`<tr><td class="name"><b>${name || id}</b> <span class="soft">${description}</span></td>
<td class="links">${domains.map((domain) => html`<a href="${placeAddress({ project: id, domain: domain.id })}">${domain.name}</a>`)}</td></tr>`,
  );
  return {
    title: "Projects",
    trail: [],
    body: html`<h1>Projects</h1>
<div class="frame"><table><thead><tr><th>project</th><th>runs in</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  };
}

const size = 50;

/** The runs of a project's domain, the newest first; from where a token says, of one workflow if one is named. */
export async function runsPage(
  { admin }: Services,
  place: PlaceOf,
  { token = "", workflow = "" }: { readonly token?: string; readonly workflow?: string },
): Promise<Page> {
  const sortBy = { key: "created_at", direction: Direction.DESCENDING };
  const filters = workflow === "" ? "" : `eq(workflow.name,${workflow})`;
  const { executions, token: next } = await admin.listExecutions({ id: place, limit: size, token, sortBy, filters });
  const rows = executions.map(({ id, closure }) => {
    const { name = "" } = id ?? {};
    return html`<tr><td class="name"><a href="${runAddress({ ...place, name })}">${name}</a></td>
<td class="name">${closure?.workflowId?.name}</td><td>${phaseText(RunPhase[closure?.phase ?? 0])}</td>
<td class="right soft">${instant(closure?.createdAt)}</td><td class="right">${span(closure?.duration)}</td></tr>`;
  });
  const query = new URLSearchParams({ token: next, ...(workflow === "" ? {} : { workflow }) });
  const older = `${placeAddress(place)}?${query}`;
  const table = html`<table><thead><tr><th>run</th><th>workflow</th><th>phase</th><th class="right">created</th><th class="right">took</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  return {
    title: `${place.project} / ${place.domain}`,
    trail: [[placeAddress(place), `${place.project} / ${place.domain}`]],
    body: html`<h1>Runs${workflow !== "" && html` <span class="soft">of ${workflow}</span>`}</h1>
<div class="frame">${rows.length === 0 ? html`<div class="empty">No run ${token === "" ? "yet" : "beyond these"}.</div>` : table}</div>
${rows.length === size && html`<p><a href="${older}">older runs</a></p>`}`,
  };
}
