/** What a page lies under. */
export interface PlaceOf {
  readonly project: string;
  readonly domain: string;
}

/** Where the runs of a project's domain are listed. */
export function placeAddress({ project, domain }: PlaceOf): string {
  return `/console/projects/${encodeURIComponent(project)}/domains/${encodeURIComponent(domain)}/executions`;
}

/** Where a run is shown; the address that `pyflyte run` prints. */
export function runAddress(id: PlaceOf & { readonly name: string }): string {
  return `${placeAddress(id)}/${encodeURIComponent(id.name)}`;
}
