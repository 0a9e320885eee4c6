/** How to reach a Flyte control plane, before anything is reached. */
export interface Connection {
  /** `host:port`. */
  readonly endpoint: string;
  /** Plain HTTP/2 instead of TLS; default false. */
  readonly insecure?: boolean;
  /** TLS that trusts any certificate; default false. */
  readonly insecureSkipVerify?: boolean;
  /** PEM file of the authority to trust. */
  readonly caFile?: string;
  /** Default project of names; default `flytesnacks`, as in flytekit. */
  readonly project?: string;
  /** Default domain of names; default `development`. */
  readonly domain?: string;
  /** Address of the web console when it is not that of the endpoint. */
  readonly console?: string;
  readonly auth?: Auth;
  /** Sent with every call: `authorization: Bearer …`. */
  readonly token?: string;
  /** Where the settings were found, for messages. */
  readonly source?: string;
}

/** What the settings say about signing in. */
export interface Auth {
  /** As it is written in the settings: `Pkce`, `ClientSecret`, `DeviceFlow` … */
  readonly mode?: string;
  readonly clientId?: string;
  /** Whether a secret, in whatever form, comes with it; the secret itself is not kept. */
  readonly hasSecret?: boolean;
  readonly scopes?: readonly string[];
  /** Whether an outside command gives the token. */
  readonly hasCommand?: boolean;
}

/** Name of a connection in messages: `grpc://localhost:30080`. */
export function addressOf({ endpoint, insecure }: Connection): string {
  return `${insecure === true ? "grpc" : "grpcs"}://${endpoint}`;
}
