import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
} from "openid-client";
import type { Logger } from "pino";
import type { ExternalPerson, ExternalPurpose, ExternalSignIn, Renewed } from "../contracts/access/access.ts";
import type { OidcConfig } from "../contracts/access/sign-in-config.ts";
import { EVERY } from "../contracts/access/site-rights.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import { firstText } from "../observe/first-text.ts";
import { externalName, highestOf } from "./external-person.ts";

/** Long enough to type a password at the provider. */
const PENDING_MS = 10 * 60_000;
const MOST_PENDING = 1_000;
/** How often the provider's metadata is read again, because keys and addresses change. */
const KNOWN_MS = 60 * 60_000;
const TIMEOUT_S = 10;
/** Metadata, keys and tokens are some KiB; in characters. */
const ANSWER_MAX = 1024 * 1024;
const CALLBACK = "/api/v1/session/oidc/callback";

/** Whole seconds of two times, and the way between provider and edge. */
const AGE_TOLERANCE_S = 5;
/** Errors of a provider that a person caused there (OAuth 2.0, 4.1.2.1; OpenID Connect Core, 3.1.2.6). */
const CANCELLED = ["access_denied", "login_required", "interaction_required"];

interface Pending {
  readonly purpose: ExternalPurpose;
  readonly verifier: string;
  readonly nonce: string;
  /** By `performance.now()`. */
  readonly at: number;
}

/** Signing in at the plant's own provider: OpenID Connect, authorization code with PKCE, state and nonce. */
export function createOidc(config: OidcConfig, log: Logger): ExternalSignIn {
  const pending = new Map<string, Pending>();
  const provider = discovered(config, log);

  return {
    label: config.label,
    async begin(purpose) {
      const found = await provider();
      const [state, nonce, verifier] = [`${purpose}.${randomState()}`, randomNonce(), randomPKCECodeVerifier()];
      forget(pending);
      pending.set(state, { purpose, verifier, nonce, at: performance.now() });
      const url = buildAuthorizationUrl(found, {
        redirect_uri: new URL(CALLBACK, config.publicUrl).href,
        scope: config.scope,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        // The person proves the identity again, whatever session the provider has (OpenID Connect Core, 3.1.2.1).
        ...(purpose === "signature" ? { prompt: "login", max_age: "0" } : {}),
      });
      return { url: url.href, state };
    },
    async finish(purpose, { query, state }) {
      const one = pending.get(state);
      pending.delete(state);
      if (one?.purpose !== purpose || performance.now() - one.at > PENDING_MS)
        throw new EdgeError("forbidden", "This sign-in was not started here, or it took too long. Start again.");
      const url = new URL(CALLBACK, config.publicUrl);
      url.search = query;
      if (purpose === "signature" && CANCELLED.includes(url.searchParams.get("error") ?? ""))
        throw new EdgeError("forbidden", "It was cancelled at the provider: nothing is signed.");
      try {
        const tokens = await authorizationCodeGrant(await provider(), url, {
          pkceCodeVerifier: one.verifier,
          expectedState: state,
          expectedNonce: one.nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims() ?? {};
        if (purpose === "signature") checkAge(claims, (performance.now() - one.at) / 1000);
        const person = personOf(claims, config);
        const { refresh_token: ticket } = tokens;
        const isAskedAgain = purpose === "session" && config.recheckMinutes !== undefined && ticket !== undefined;
        return isAskedAgain ? { ...person, renew: renewalOf(config, { provider, person, ticket }) } : person;
      } catch (error) {
        throw unconfirmed(error, log);
      }
    },
  };
}

/** Reads the provider's metadata, again after an hour. Throws EdgeError `unavailable`. */
function discovered(config: OidcConfig, log: Logger): () => Promise<Configuration> {
  let known: { readonly provider: Configuration; readonly at: number } | undefined;
  /** Why the provider cannot be reached, as the log says already: who confirms sessions asks every few seconds. */
  let said: string | undefined;

  return async () => {
    if (known !== undefined && performance.now() - known.at < KNOWN_MS) return known.provider;
    const issuer = new URL(config.issuer);
    // Also checks the signatures of ID tokens: by default the library trusts the TLS connection instead.
    const execute = isThisMachine(issuer)
      ? [enableNonRepudiationChecks, allowInsecureRequests]
      : [enableNonRepudiationChecks];
    try {
      const found = await discovery(issuer, config.clientId, config.clientSecret, undefined, {
        timeout: TIMEOUT_S,
        execute,
        [customFetch]: boundedFetch,
      });
      known = { provider: found, at: performance.now() };
      said = undefined;
      return found;
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== said)
        log.error({ issuer: issuer.origin, reason }, "the OpenID Connect provider cannot be reached");
      said = reason;
      throw new EdgeError(
        "unavailable",
        `${issuer.origin} cannot be reached for signing in; try again, or sign in with a name and password`,
      );
    }
  };
}

function unconfirmed(error: unknown, log: Logger): EdgeError {
  if (error instanceof EdgeError) return error;
  log.warn({ reason: reasonOf(error) }, "a sign-in at the OpenID Connect provider failed");
  return new EdgeError("forbidden", "The provider did not confirm the sign-in. Start again; the log has the reason.");
}

interface Renewable {
  readonly provider: () => Promise<Configuration>;
  readonly person: ExternalPerson;
  /** The refresh token, which only memory has. */
  readonly ticket: string;
}

/** Asks with the refresh token (OpenID Connect Core, 12); a new one replaces it. */
function renewalOf(config: OidcConfig, { provider, person, ticket }: Renewable): () => Promise<Renewed> {
  let newest = ticket;
  return async () => {
    let claims: IDToken | undefined;
    try {
      const tokens = await refreshTokenGrant(await provider(), newest);
      newest = tokens.refresh_token ?? newest;
      claims = tokens.claims();
    } catch (error) {
      return { kind: isAway(error) ? "away" : "refused", why: reasonOf(error) };
    }
    if (claims?.sub !== person.subject) return { kind: "refused", why: "the answer has no ID token of this person" };
    try {
      return { kind: "confirmed", person: personOf(claims, config) };
    } catch (error) {
      return { kind: "refused", why: reasonOf(error) };
    }
  };
}

/** Whether there was no answer, or none about the person. Anything else confirms nobody, such as a wrong signature. */
function isAway(error: unknown): boolean {
  if (error instanceof EdgeError) return error.code === "unavailable";
  if (error instanceof TypeError) return error.cause !== undefined;
  const { code, status, cause } = error as { code?: unknown; status?: unknown; cause?: unknown };
  const answered = typeof status === "number" ? status : cause instanceof Response ? cause.status : 0;
  return code === "OAUTH_TIMEOUT" || answered >= 500 || answered === 429 || answered === 408;
}

/** The library reads answers as a whole, so a longer one is cut off, which makes it invalid (rule PA11). */
const boundedFetch: CustomFetch = async (url, { body, ...options }) => {
  const response = await fetch(url, { ...options, body: body ?? null });
  return response.body === null ? response : new Response(await firstText(response, ANSWER_MAX), response);
};

/**
 * Whether the person proved the identity since the edge asked for it, `elapsedS` ago. Both times of the token are of
 * the provider's clock, so that the clocks of provider and edge need not agree. Throws EdgeError `forbidden`.
 */
function checkAge({ auth_time, iat }: Readonly<Record<string, unknown>>, elapsedS: number): void {
  if (typeof auth_time !== "number" || typeof iat !== "number")
    throw new EdgeError(
      "forbidden",
      "The provider does not say when you proved your identity (auth_time): nothing is signed. Its administrator can " +
        "turn that on.",
    );
  const ageS = iat - auth_time;
  if (!(ageS >= -AGE_TOLERANCE_S && ageS <= elapsedS + AGE_TOLERANCE_S))
    throw new EdgeError(
      "forbidden",
      "The provider did not ask you to prove your identity again: nothing is signed. Its administrator can turn that " +
        "on (prompt=login, max_age).",
    );
}

/**
 * The person that the claims describe, with the highest role of their groups. Throws EdgeError `forbidden` when no
 * group gives a role.
 */
function personOf(
  claims: Readonly<Record<string, unknown>>,
  { nameClaim, roleClaim, roles, issuer }: OidcConfig,
): ExternalPerson {
  const name = claims[nameClaim];
  const subject = claims["sub"];
  if (typeof name !== "string" || typeof subject !== "string")
    throw new EdgeError("forbidden", `The provider does not send your ${nameClaim}; ask the provider's administrator.`);
  const groups = new Set([claims[roleClaim]].flat().filter((one) => typeof one === "string"));
  const given = roles.filter(({ group }) => groups.has(group));
  if (given.length === 0)
    throw new EdgeError("forbidden", "The provider knows you, but none of your groups has access here. Ask an admin.");
  return {
    name: externalName(name),
    ...rightsOf(given),
    issuer,
    subject,
  };
}

/** At a hub a role counts where its group has it, and for the hub itself only where that is at all sites. */
function rightsOf(given: OidcConfig["roles"]): Pick<ExternalPerson, "role" | "grants"> {
  const ofHub = given.filter(({ sites = [EVERY] }) => sites.includes(EVERY)).map(({ role }) => role);
  const grants = given.flatMap(({ role, sites }) => (sites === undefined ? [] : { role, sites }));
  return { role: highestOf(ofHub), ...(grants.length === 0 ? {} : { grants }) };
}

function forget(pending: Map<string, Pending>): void {
  for (const [state, { at }] of pending) {
    if (pending.size < MOST_PENDING && performance.now() - at <= PENDING_MS) break;
    pending.delete(state);
  }
}

function isThisMachine({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
}
