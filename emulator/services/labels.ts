import { invalid } from "../state/index.js";

const rules = {
  dns: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  subdomain: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  name: /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/,
  value: /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
};
const shape =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const name = `${shape} (e.g. 'MyName', or 'my.name', or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`;
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function issues(text: string, rule: RegExp, sentence: string, limit = 63): string[] {
  return [
    ...(text.length > limit ? [`must be no more than ${limit} characters`] : []),
    ...(rule.test(text) ? [] : [sentence]),
  ];
}

/** Kubernetes' objections to names: a DNS label, a label's key, a label's value. Empty when there are none. */
export const labelIssues = {
  dns: (text: string): readonly string[] =>
    text.includes(".")
      ? ["must not contain dots"]
      : issues(
          text,
          rules.dns,
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name', or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
        ),
  key: (text: string): readonly string[] => {
    const [own = "", ...before] = text.split("/").reverse();
    const [prefix, ...others] = before;
    if (others.length > 0) {
      const end = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
      return [`a qualified name ${name} ${end}`];
    }
    const ofPrefix = prefix === undefined ? [] : issues(prefix, rules.subdomain, subdomain, 253);
    return [
      ...(prefix === "" ? ["prefix part must be non-empty"] : ofPrefix.map((issue) => `prefix part ${issue}`)),
      ...(own === "" ? ["name part must be non-empty"] : []),
      ...issues(own, rules.name, name).map((issue) => `name part ${issue}`),
    ];
  },
  value: (text: string): readonly string[] =>
    issues(
      text,
      rules.value,
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue', or 'my_value', or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ),
};

/** Demands labels that Kubernetes would take, at most 16; INVALID_ARGUMENT. */
export function checkLabels(labels: Readonly<Record<string, string>>): void {
  if (Object.keys(labels).length > 16) throw invalid("labels map cannot exceed 16 entries");
  for (const [key, value] of Object.entries(labels)) {
    const ofKey = labelIssues.key(key);
    if (ofKey.length > 0) throw invalid(`invalid label key [${key}]: [${ofKey.join(" ")}]`);
    const ofValue = labelIssues.value(value);
    if (ofValue.length > 0) throw invalid(`invalid label value [${value}]: [${ofValue.join(" ")}]`);
  }
}
