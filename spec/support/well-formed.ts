/** What an XML text holds: the ids of its elements in order, and its words, one for each element that has only words. */
export interface XmlParts {
  readonly ids: readonly string[];
  readonly words: readonly string[];
}

const token = /<\?xml[^>]*\?>|<\/([a-z]+)>|<([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;

/** Reads an XML text without comments, CDATA and document types; throws where it is not well-formed. */
export function wellFormed(xml: string): XmlParts {
  const open: string[] = [];
  const ids: string[] = [];
  const words: string[] = [];
  let end = 0;
  for (const [whole, closed, opened, attributes = "", isEmpty, text] of xml.matchAll(token)) {
    if (closed !== undefined && open.pop() !== closed) throw new Error(`</${closed}> closes nothing`);
    if (opened !== undefined) {
      const names = [...attributes.matchAll(/ ([\w:-]+)=/g)].map(([, name]) => name);
      if (new Set(names).size !== names.length) throw new Error(`<${opened}> has an attribute twice`);
      if (isEmpty === "") open.push(opened);
      const id = / id="([^"]*)"/.exec(attributes)?.[1];
      if (id !== undefined) ids.push(id);
    }
    if (/&(?!#\d+;|amp;|lt;|gt;|quot;)/.test(`${attributes}${text ?? ""}`)) throw new Error(`a bare & in ${whole}`);
    if (text?.trim()) words.push(text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))));
    end += whole.length;
  }
  if (end !== xml.length) throw new Error(`not well-formed at ${JSON.stringify(xml.slice(end, end + 40))}`);
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is never closed`);
  return { ids, words };
}
