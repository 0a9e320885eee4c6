import { timingSafeEqual } from "node:crypto";
import type { ConnectRouter } from "@connectrpc/connect";
import { AuthMetadataService } from "../../lib/idl/gen/flyteidl/service/auth_pb.js";
import { IdentityService } from "../../lib/idl/gen/flyteidl/service/identity_pb.js";
import type { PlainAnswer } from "../gateway/index.js";

/** How clients that know the token only as a secret of theirs sign in, as at a Flyte with authentication. */
export interface SignIn {
  /** Tells clients where tokens are had. */
  readonly routes: (router: ConnectRouter) => void;
  /** Answers `POST /oauth2/token`: the token, to whoever gives it as the secret of a client of any name. */
  readonly tokens: (body: string, authorization: string | undefined) => PlainAnswer;
}

/** Sign-in by a token that was agreed on: OAuth's client credentials, whose secret is the token. */
export function signIn(token: string): SignIn {
  return {
    routes(router) {
      router.service(AuthMetadataService, {
        getOAuth2Metadata(_request, { url }) {
          const { origin } = new URL(url);
          return {
            issuer: origin,
            authorizationEndpoint: `${origin}/oauth2/authorize`,
            tokenEndpoint: `${origin}/oauth2/token`,
            scopesSupported: ["all"],
            responseTypesSupported: ["token"],
            tokenEndpointAuthMethodsSupported: ["client_secret_basic"],
            grantTypesSupported: ["client_credentials"],
          };
        },
        getPublicClientConfig: () => ({
          clientId: "flytectl",
          redirectUri: "http://localhost:53593/callback",
          scopes: ["all"],
          authorizationMetadataKey: "authorization",
        }),
      });
      router.service(IdentityService, { userInfo: () => ({ subject: "token", name: "token" }) });
    },
    tokens(body, authorization = "") {
      const form = new URLSearchParams(body);
      if (form.get("grant_type") !== "client_credentials") return told(400, { error: "unsupported_grant_type" });
      const [, basic = ""] = /^Basic +(.+)$/i.exec(authorization) ?? [];
      const pair = Buffer.from(basic, "base64").toString("utf8");
      const secret = form.get("client_secret") ?? decoded(pair.slice(pair.indexOf(":") + 1));
      if (!isSame(secret, token)) return told(401, { error: "invalid_client" });
      return told(200, { access_token: token, token_type: "Bearer", expires_in: 3600, scope: "all" });
    },
  };
}

function told(status: number, body: object): PlainAnswer {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(body),
  };
}

// Clients write the secret as in a form before they encode it once more.
function decoded(text: string): string {
  return new URLSearchParams(`secret=${text}`).get("secret") ?? "";
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
