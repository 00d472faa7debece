import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeProvider extends AsyncDisposable {
  readonly issuer: string;
  /** The provider's claims about the next user who signs in. */
  claims: Record<string, unknown>;
  /** Makes the next token wrong in one way; `clock`: that of the provider is an hour behind. */
  wrong: "nonce" | "signature" | "issuer" | "key" | "audience" | "expired" | "clock" | undefined;
  /** Gives a new refresh token with each answer, each good once. */
  refreshes: boolean;
  /** Answers questions with refresh tokens by this status: 400 for people who have left, 503 while it is away. */
  refreshStatus: number;
  /** Sends the next people back with this error instead of a code. */
  error: string | undefined;
  /** Parameters of the newest question at the provider's page. */
  asked: URLSearchParams;
}

type KeyPair = ReturnType<typeof rsaKey>;
let made: readonly [KeyPair, KeyPair] | undefined;

function rsaKey() {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/** The provider's key and another, made once for all providers of a file, because each takes a tenth of a second. */
function rsaKeys(): readonly [KeyPair, KeyPair] {
  made ??= [rsaKey(), rsaKey()];
  return made;
}

/** An OpenID Connect provider with every user already signed in: authorization code with PKCE, RS256. */
export async function startProvider(clientId: string): Promise<FakeProvider> {
  const [{ publicKey, privateKey }, { privateKey: other }] = rsaKeys();
  const codes = new Map<string, { nonce: string; challenge: string }>();
  const tickets = new Set<string>();
  const answerFor = (nonce: string | undefined): object => {
    const now = Math.floor(Date.now() / 1000) - (provider.wrong === "clock" ? 3600 : 0);
    const exp = provider.wrong === "expired" ? now - 60 : now + 300;
    const iss = provider.wrong === "issuer" ? "http://evil.example" : provider.issuer;
    const aud = provider.wrong === "audience" ? "another" : clientId;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { iss, aud, iat: now, exp, ...(nonce === undefined ? {} : { nonce }), ...provider.claims };
    const text = `${part({ alg: "RS256", kid: provider.wrong === "key" ? "unknown" : "k" })}.${part(claims)}`;
    const signature = createSign("RSA-SHA256")
      .update(text)
      .sign(provider.wrong === "signature" ? other : privateKey)
      .toString("base64url");
    const ticket = randomUUID();
    if (provider.refreshes) tickets.add(ticket);
    const more = provider.refreshes ? { refresh_token: ticket } : {};
    return { access_token: randomUUID(), token_type: "Bearer", id_token: `${text}.${signature}`, ...more };
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", provider.issuer);
    const json = (value: object, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (url.pathname === "/.well-known/openid-configuration")
      return json({
        issuer: provider.issuer,
        authorization_endpoint: `${provider.issuer}/authorize`,
        token_endpoint: `${provider.issuer}/token`,
        jwks_uri: `${provider.issuer}/jwks`,
        response_types_supported: ["code"],
        id_token_signing_alg_values_supported: ["RS256"],
        subject_types_supported: ["public"],
      });
    if (url.pathname === "/jwks")
      return json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] });
    if (url.pathname === "/authorize") {
      provider.asked = url.searchParams;
      const code = randomUUID();
      codes.set(code, {
        nonce: url.searchParams.get("nonce") ?? "",
        challenge: url.searchParams.get("code_challenge") ?? "",
      });
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      if (provider.error === undefined) back.searchParams.set("code", code);
      else back.searchParams.set("error", provider.error);
      back.searchParams.set("state", url.searchParams.get("state") ?? "");
      return response.writeHead(302, { location: back.href }).end();
    }
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      const form = new URLSearchParams(body);
      if (form.get("grant_type") === "refresh_token") {
        if (provider.refreshStatus >= 500) return json({}, provider.refreshStatus);
        const isKnown = tickets.delete(form.get("refresh_token") ?? "");
        return isKnown && provider.refreshStatus === 200
          ? json(answerFor(undefined))
          : json({ error: "invalid_grant" }, 400);
      }
      const known = codes.get(form.get("code") ?? "");
      codes.delete(form.get("code") ?? "");
      const challenge = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      if (known === undefined || known.challenge !== challenge) return json({ error: "invalid_grant" }, 400);
      return json(answerFor(provider.wrong === "nonce" ? "another" : known.nonce));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const provider: FakeProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    claims: {},
    wrong: undefined,
    refreshes: false,
    refreshStatus: 200,
    error: undefined,
    asked: new URLSearchParams(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return provider;
}
