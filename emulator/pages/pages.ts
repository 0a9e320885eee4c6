import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { html } from "./html.js";
import { documentOf, type Page, pageHeaders } from "./layout.js";
import { projectsPage, runsPage } from "./list-pages.js";
import { runPage } from "./run-page.js";
import { type Services, servicesOver } from "./services.js";

/** A page as it is sent. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The page at a path below `/console`, from what the services say; every failure is a page, too. */
export async function answerPage(target: string, transport: Transport): Promise<PageAnswer> {
  const page = await pageAt(target, servicesOver(transport)).catch(failed);
  return { status: page.status ?? 200, headers: pageHeaders, body: documentOf(page) };
}

async function pageAt(target: string, services: Services): Promise<Page> {
  const url = new URL(target, "http://page");
  const parts = url.pathname.split("/").slice(2).map(decoded);
  const [projects, project, domains, domain, kind, name] = parts;
  const isRoot = projects === undefined || projects === "";
  if (isRoot || (projects === "projects" && (project ?? "") === "")) return await projectsPage(services);
  if (projects !== "projects" || project === undefined) return missing();
  const { searchParams } = url;
  const token = searchParams.get("token") ?? "";
  // The console of Flyte names the domain in the query here.
  if (domains === undefined || domains === "executions") {
    const place = { project, domain: searchParams.get("domain") ?? "development" };
    return await runsPage(services, place, { token });
  }
  if (domains !== "domains" || domain === undefined) return missing();
  const place = { project, domain };
  if (kind === "executions" && name !== undefined && name !== "") return await runPage(services, { ...place, name });
  if (kind === "workflows" && name !== undefined) return await runsPage(services, place, { token, workflow: name });
  if (kind === undefined || kind === "" || kind === "executions") {
    return await runsPage(services, place, { token, workflow: searchParams.get("workflow") ?? "" });
  }
  return missing();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function missing(): Page {
  const body = html`<h1>Not found</h1><p>There are pages of runs only: see <a href="/console">all projects</a>.</p>`;
  return { status: 404, title: "Not found", trail: [], body };
}

function failed(thrown: unknown): Page {
  const { code, rawMessage } = ConnectError.from(thrown);
  const status = code === Code.NotFound ? 404 : code === Code.InvalidArgument ? 400 : 500;
  const body = html`<h1>${status === 404 ? "Not found" : "This cannot be shown"}</h1><p>${rawMessage}</p>`;
  return { status, title: "Not found", trail: [], body };
}
