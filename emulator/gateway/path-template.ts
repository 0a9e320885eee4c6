/** A path such as `/api/v1/projects/{id}`: texts, and fields whose texts stand there. */
export type PathTemplate = readonly ({ readonly text: string } | { readonly field: string })[];

/** Reads the paths of `google.api.http`, as far as Flyte's services use them: each variable is one segment. */
export function readTemplate(path: string): PathTemplate {
  return path
    .split("/")
    .slice(1)
    .map((segment) => (segment.startsWith("{") ? { field: segment.slice(1, -1) } : { text: segment }));
}

/** The texts of a template's variables in the segments of a path; undefined where it does not fit. */
export function matchPath(
  template: PathTemplate,
  segments: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (segments.length !== template.length) return undefined;
  const fits = template.every((part, index) => !("text" in part) || part.text === segments[index]);
  if (!fits) return undefined;
  return new Map(template.flatMap((part, index) => ("field" in part ? [[part.field, segments[index]!] as const] : [])));
}
