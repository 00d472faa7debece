import type { FastifyRequest } from "fastify";
import type { ExternalPerson, ExternalSignIn } from "../../../contracts/access/access.ts";
import { grantsText } from "../../../contracts/access/site-rights.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Counters } from "../../../observe/counters.ts";
import type { Api } from "../../http/api.ts";
import { addressOf } from "../../http/client-address.ts";
import { Problem } from "../../http/problems.ts";
import { NoQuery } from "../../http/schemas.ts";
import { OIDC_CALLBACK } from "../../http/security.ts";
import {
  cookieNameOf,
  sessionIn,
  setSessionCookie,
  setStateCookie,
  stateCookieNameOf,
} from "../../http/session-cookie.ts";
import { refusalOnRecord } from "../../services/on-record.ts";
import { finishAtProvider, type ProviderSignatureDeps, providerIn } from "../../services/trace/provider-signature.ts";
import { neededAccounts, type SignInDeps } from "./session.ts";

const DEFAULT_SESSION_HOURS = 12;
/** Maximum length of a provider's codes and states. */
const QUERY_MAX = 4000;

type ProviderSignInDeps = SignInDeps & { readonly counters: Counters };

interface Back {
  readonly request: FastifyRequest;
  readonly state: string;
}

/** Ends a signature for which the person went to the provider. Returns the address of the page to open. */
type EndSignature = (back: Back) => Promise<string>;

/** At an edge: signing in at the plant's own provider, and confirming signatures there. */
export function oidcRoutes(app: Api, deps: ProviderSignInDeps & ProviderSignatureDeps): void {
  providerSignInRoutes(app, deps, (back) => signatureEnded(deps, back));
}

/** Signing in at a provider: the redirect there and the way back. */
export function providerSignInRoutes(app: Api, deps: ProviderSignInDeps, endSignature?: EndSignature): void {
  beginRoute(app, deps);
  finishRoute(app, deps, endSignature);
}

const answers = { 302: Type.Null(), "4xx": Problem, 503: Problem };

function beginRoute(app: Api, deps: ProviderSignInDeps): void {
  const begin = {
    tags: ["access"],
    summary: "Sign in at the plant's provider",
    description: "Sends the browser to the OpenID Connect provider of the config.",
    querystring: NoQuery,
    response: answers,
  };
  app.get("/api/v1/session/oidc", { schema: begin }, async (request, reply) => {
    const { url, state } = await providerIn(deps).begin("session");
    setStateCookie(request, reply, { name: stateCookieNameOf(deps.edgeId), value: state });
    return await reply.redirect(url, 302);
  });
}

function finishRoute(app: Api, deps: ProviderSignInDeps, endSignature: EndSignature | undefined): void {
  const { accounts, journal, counters, edgeId, sessionHours = DEFAULT_SESSION_HOURS } = deps;
  const stateCookie = stateCookieNameOf(edgeId);
  const finish = {
    tags: ["access"],
    summary: "Return from the provider",
    description:
      "Opens a session for the person who signed in, then opens the viewer. Where the person confirmed a signature, " +
      "signs and opens the page of the record.",
    querystring: Type.Object(
      { state: Type.Optional(Type.String({ maxLength: QUERY_MAX })) },
      { additionalProperties: Type.String({ maxLength: QUERY_MAX }) },
    ),
    response: answers,
  };
  app.get(OIDC_CALLBACK, { schema: finish }, async (request, reply) => {
    const provider = providerIn(deps);
    const state = sessionIn(request, stateCookie) ?? "";
    // The browser that returns must be the one that was sent: otherwise an attacker could sign others in as the
    // attacker. A call that did not begin here may come from a page of another site: it changes nothing.
    if (state === "" || request.query.state !== state) {
      counters
        .counter("gemba_access_refused_total", "Requests that were refused because a sign-in or a role was missing.", {
          kind: "oidc",
        })
        .add(1);
      throw new EdgeError("bad-request", "This sign-in was not started in this browser. Start again.");
    }
    setStateCookie(request, reply, { name: stateCookie, value: "" });
    if (endSignature !== undefined && isOfSignature(state))
      return await reply.redirect(await endSignature({ request, state }), 302);
    const person = await finished(provider, deps, { request, state });
    const { user, role, grants, session } = await opened(person, deps, request);
    await journal.record({
      principal: { user, role, origin: addressOf(request) },
      action: "login.oidc",
      target: user,
      result: "done",
      ...(grants === undefined ? {} : { after: { sites: grantsText(grants) } }),
    });
    neededAccounts(accounts).signOut(sessionIn(request, cookieNameOf(edgeId)) ?? "");
    setSessionCookie(request, reply, { name: cookieNameOf(edgeId), value: session, hours: sessionHours });
    return await reply.redirect("/", 302);
  });
}

/** A state says what it is for, so that the second return of a signature is no sign-in. */
function isOfSignature(state: string): boolean {
  return state.startsWith("signature.");
}

/** The address of the page from which the person went to the provider, after the signature or its refusal. */
async function signatureEnded(
  deps: ProviderSignInDeps & ProviderSignatureDeps,
  { request, state }: Back,
): Promise<string> {
  const origin = addressOf(request);
  const waiting = deps.waiting.take(state);
  if (waiting !== undefined) return await finishAtProvider(deps, waiting, { query: queryOf(request), state, origin });
  const why = new EdgeError("forbidden", "No signature waits for this confirmation: nothing is signed. Start again.");
  await deps.strangers.note({ action: "record.sign", origin, reason: why.message });
  throw why;
}

function queryOf(request: FastifyRequest): string {
  return request.url.split("?")[1] ?? "";
}

/** The person that the provider confirms. A failure here is recorded without a user, because none is known yet. */
async function finished(
  provider: ExternalSignIn,
  { strangers }: ProviderSignInDeps,
  { request, state }: Back,
): Promise<ExternalPerson> {
  try {
    return await provider.finish("session", { query: queryOf(request), state });
  } catch (error) {
    if (error instanceof EdgeError && error.code === "forbidden")
      await strangers.note({ action: "login.oidc", origin: addressOf(request), reason: error.message });
    throw error;
  }
}

/** Opens the person's session. A refusal is recorded under the person's name. */
async function opened(person: ExternalPerson, { accounts, journal }: ProviderSignInDeps, request: FastifyRequest) {
  const principal = { user: "unknown", role: "none", origin: addressOf(request) };
  return await refusalOnRecord(journal, { principal, action: "login.oidc", target: person.name }, async () => {
    const result = await neededAccounts(accounts).signInExternal(person);
    if (result.kind !== "signed-in") throw new EdgeError("forbidden", "The sign-in was refused.");
    return { ...result.identity, session: result.session };
  });
}
