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
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { Logger } from "pino";
import type { ExternalPerson, ExternalPurpose, ExternalSignIn, OidcConfig } from "../contracts/access/access.ts";
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
  let known: { readonly provider: Configuration; readonly at: number } | undefined;

  const provider = async (): Promise<Configuration> => {
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
      return found;
    } catch (error) {
      log.error({ issuer: issuer.origin, reason: reasonOf(error) }, "the OpenID Connect provider cannot be reached");
      throw new EdgeError(
        "unavailable",
        `${issuer.origin} cannot be reached for signing in; try again, or sign in with a name and password of the edge`,
      );
    }
  };

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
        return personOf(claims, config);
      } catch (error) {
        if (error instanceof EdgeError) throw error;
        log.warn({ reason: reasonOf(error) }, "a sign-in at the OpenID Connect provider failed");
        throw new EdgeError(
          "forbidden",
          "The provider did not confirm the sign-in. Start again; the edge's log has the reason.",
        );
      }
    },
  };
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
  const given = roles.filter(({ group }) => groups.has(group)).map(({ role }) => role);
  if (given.length === 0)
    throw new EdgeError(
      "forbidden",
      "The provider knows you, but none of your groups has access to this edge. Ask an admin of the edge.",
    );
  return {
    name: externalName(name),
    role: highestOf(given),
    issuer,
    subject,
  };
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
