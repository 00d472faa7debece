import { setTimeout } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Accounts, Directory, ExternalSignIn, Identity, Role, SignIn } from "../../../contracts/access/access.ts";
import type { Journal, Principal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { addressOf, networkOf } from "../../http/client-address.ts";
import { identityOf, principalOf } from "../../http/principal.ts";
import { Problem, replyProblem } from "../../http/problems.ts";
import { closed, NoQuery } from "../../http/schemas.ts";
import { cookieNameOf, sessionIn, setSessionCookie } from "../../http/session-cookie.ts";
import type { StrangerFailures } from "../../http/stranger-failures.ts";

/** Maximum size of a body with a name and a password; a larger one is not read. */
export const BODY_LIMIT_BYTES = 16 * 1024;
/** Longer passwords are refused before they are hashed. */
export const Password = Type.String({ minLength: 1, maxLength: 1024 });
export const Name = Type.String({ minLength: 1, maxLength: 128 });

const Who = closed({
  users: Type.Boolean({ description: "True once everybody must sign in." }),
  user: Type.Union([Type.String(), Type.Null()], {
    description: "Name of the caller; `local` while there are no users, null before sign-in.",
  }),
  role: Type.Union([Type.String(), Type.Null()]),
  provider: Type.Union([Type.String(), Type.Null()], {
    description: "Name of the provider that people may sign in at (`/api/v1/session/oidc`); null where there is none.",
  }),
  directory: Type.Union([Type.String(), Type.Null()], {
    description: "Name of the directory whose names and passwords are valid here; null where there is none.",
  }),
});

/** Maximum hours of a session where the config has no value. */
const DEFAULT_SESSION_HOURS = 12;
const ANSWER_GRID_MS = 100;
const NO_USERS = "The edge has no users yet. On the edge's machine: gemba users invite";

export interface AccountDeps {
  /** Absent where an edge can have no users. */
  readonly accounts?: Accounts;
  readonly journal: Pick<Journal, "record">;
}

export interface SignInDeps extends AccountDeps {
  /** Sign-in at the plant's provider; absent where the config names none. */
  readonly oidc?: ExternalSignIn;
  /** The plant's directory; absent where the config names none. */
  readonly directory?: Pick<Directory, "label">;
  readonly edgeId: string;
  /** The role of the caller where it depends on the address, as at a hub; undefined where it does not. */
  readonly roleBy?: (request: FastifyRequest) => Role | undefined;
  /** Maximum hours of a session. */
  readonly sessionHours?: number;
  readonly strangers: StrangerFailures;
}

/** The part that keeps users. Throws EdgeError `unavailable` where there is none. */
export function neededAccounts(accounts: Accounts | undefined): Accounts {
  if (accounts === undefined) throw new EdgeError("unavailable", "This edge keeps no users.");
  return accounts;
}

/** Labels of a user's API tokens. */
export function tokensOf(accounts: Accounts, user: string): string[] {
  return accounts.tokens().flatMap((token) => (token.user === user ? token.label : []));
}

/** Signing in and out. */
export function sessionRoutes(app: Api, deps: SignInDeps): void {
  const { accounts } = deps;
  const who = {
    tags: ["access"],
    summary: "The present session",
    description: "Open to everybody, so that a page knows whether to ask for a name and password.",
    querystring: NoQuery,
    response: { 200: Who, "4xx": Problem },
  };
  app.get("/api/v1/session", { schema: who }, async (request) => {
    const identity = identityOf(request);
    const isAsked = accounts?.isAsked === true;
    const elsewhere = elsewhereOf(deps);
    if (identity !== undefined) {
      const role = deps.roleBy?.(request) ?? identity.role;
      return { users: isAsked, user: identity.user, role, ...elsewhere };
    }
    if (isAsked) return { users: true, user: null, role: null, ...elsewhere };
    const { user, role } = principalOf(request);
    return { users: false, user, role, ...elsewhere };
  });
  signInRoutes(app, deps);
  ownRoutes(app, deps);
}

/** Where else people may sign in. */
function elsewhereOf({ oidc, directory }: SignInDeps) {
  return { provider: oidc?.label ?? null, directory: directory?.label ?? null };
}

function signInRoutes(app: Api, deps: SignInDeps): void {
  const { accounts, journal } = deps;
  const answers = { 200: Who, "4xx": Problem, 503: Problem };
  const signIn = {
    tags: ["access"],
    summary: "Sign in",
    description:
      "Sets a cookie that scripts cannot read. 401 for a wrong name or password; 429 with Retry-After after ten " +
      "failures in five minutes, by name and by address.",
    querystring: NoQuery,
    body: closed({ name: Name, password: Password }),
    response: answers,
  };
  app.post("/api/v1/session", { schema: signIn, bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const open = neededAccounts(accounts);
    if (open.users().length === 0 && deps.directory === undefined) throw new EdgeError("conflict", NO_USERS);
    const { name, password } = request.body;
    const began = performance.now();
    return await answerSignIn(await signedIn(open, { name, password }, { request, deps }), {
      request,
      reply,
      deps,
      action: "login",
      began,
    });
  });

  const invited = {
    tags: ["access"],
    summary: "Use a one-time link",
    description:
      "Makes the user of the invitation, with a name and password of their own, and signs in. `gemba users " +
      "invite` makes such links.",
    querystring: NoQuery,
    body: closed({ secret: Type.String({ minLength: 1, maxLength: 128 }), name: Name, password: Password }),
    response: answers,
  };
  app.post("/api/v1/invitation", { schema: invited, bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const began = performance.now();
    const result = await neededAccounts(accounts).acceptInvitation(request.body, networkOf(request));
    if (result.kind === "signed-in")
      await journal.record({
        principal: principalFrom(result.identity, request),
        action: "user.add",
        target: result.identity.user,
        result: "done",
        reason: "invited",
        after: { role: result.identity.role },
      });
    return await answerSignIn(result, { request, reply, deps, action: "login.invitation", began });
  });
}

/** A refusal by the directory is recorded without a user: the person may be none of this edge. */
async function signedIn(
  accounts: Accounts,
  { name, password }: { readonly name: string; readonly password: string },
  { request, deps }: Pick<Asked, "request" | "deps">,
): Promise<SignIn> {
  try {
    return await accounts.signIn(name, password, networkOf(request));
  } catch (error) {
    if (error instanceof EdgeError && (error.code === "forbidden" || error.code === "conflict"))
      await deps.strangers.note({ action: "login.directory", origin: addressOf(request), reason: error.message });
    throw error;
  }
}

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** By `performance.now()`. */
  readonly began: number;
  readonly deps: SignInDeps;
  readonly action: "login" | "login.invitation";
}

/**
 * The attempt is recorded before the answer. The typed name is not recorded: it may be a password in the wrong field.
 */
async function answerSignIn(result: SignIn, { request, reply, deps, action, began }: Asked) {
  const { journal, edgeId, sessionHours = DEFAULT_SESSION_HOURS } = deps;
  const cookie = cookieNameOf(edgeId);
  if (result.kind === "locked") return tooMany(result.waitS, request, reply);
  if (result.kind === "wrong") {
    await recordFailure(result, { request, deps, action });
    await untilNextTick(began);
    const detail =
      action === "login"
        ? "The name or the password is wrong."
        : "This link was used already, or is older than a day. On the edge's machine: gemba users invite";
    return replyProblem({ status: 401, code: "unauthorized", detail }, request, reply);
  }
  const { user, role } = result.identity;
  const done = result.isOfDirectory === true ? "login.directory" : action;
  await journal.record({
    principal: principalFrom(result.identity, request),
    action: done,
    target: user,
    result: "done",
  });
  // A browser has one session: the earlier one ends.
  deps.accounts?.signOut(sessionIn(request, cookie) ?? "");
  setSessionCookie(request, reply, { name: cookie, value: result.session, hours: sessionHours });
  return { users: true, user, role, ...elsewhereOf(deps) };
}

/** Records each failure of a user, and failures of unknown users as a sum. */
async function recordFailure(
  { user, waitS }: Extract<SignIn, { kind: "wrong" }>,
  { request, deps, action }: Omit<Asked, "reply" | "began">,
): Promise<void> {
  const origin = addressOf(request);
  const reason = action === "login" ? "wrong name or password" : "no such link, or used or older than a day";
  if (user === undefined) return await deps.strangers.note({ action, origin, reason });
  const principal: Principal = { user, role: "none", origin };
  await deps.journal.record({ principal, action, target: user, result: "refused", reason });
  if (waitS !== undefined)
    await deps.journal.record({
      principal,
      action: "login.lockout",
      target: user,
      result: "done",
      reason: `too many failures; ${waitS} s`,
    });
}

/**
 * Failures are answered at fixed intervals: recording the failure of a known user takes a moment longer, and the
 * difference would reveal which names exist.
 */
async function untilNextTick(beganMs: number): Promise<void> {
  const spent = performance.now() - beganMs;
  await setTimeout(Math.ceil(spent / ANSWER_GRID_MS) * ANSWER_GRID_MS - spent);
}

function principalFrom({ user, role }: Identity, request: FastifyRequest): Principal {
  return { user, role, origin: addressOf(request) };
}

function tooMany(waitS: number, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return replyProblem(
    { status: 429, code: "too-many", detail: `Too many wrong attempts. Try again in ${waitS} s.` },
    request,
    reply.header("retry-after", String(waitS)),
  );
}

/** Routes for a signed-in user's own session and password. */
function ownRoutes(app: Api, { accounts, journal, edgeId }: SignInDeps): void {
  const cookie = cookieNameOf(edgeId);
  const done = { 200: closed({}), "4xx": Problem, 503: Problem };
  const signOut = {
    tags: ["access"],
    summary: "Sign out",
    description: "Ends the session of the cookie.",
    querystring: NoQuery,
    response: done,
  };
  app.delete("/api/v1/session", { schema: signOut }, async (request, reply) => {
    const principal = principalOf(request);
    neededAccounts(accounts).signOut(sessionIn(request, cookie) ?? "");
    await journal.record({ principal, action: "logout", target: principal.user, result: "done" });
    setSessionCookie(request, reply, { name: cookie, value: "", hours: 0 });
    return {};
  });

  const change = {
    tags: ["access"],
    summary: "Change one's own password",
    description: "Ends all sessions of the user, this one too, and revokes the user's API tokens: sign in anew.",
    querystring: NoQuery,
    body: closed({ old: Password, new: Password }),
    response: done,
  };
  app.post("/api/v1/session/password", { schema: change, bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const principal = principalOf(request);
    const open = neededAccounts(accounts);
    const checked = await open.signIn(principal.user, request.body.old, networkOf(request));
    if (checked.kind === "locked") return tooMany(checked.waitS, request, reply);
    const act = { principal, action: "user.password", target: principal.user };
    if (checked.kind === "wrong") {
      await journal.record({ ...act, result: "refused", reason: "wrong old password" });
      throw new EdgeError("forbidden", "The old password is wrong.");
    }
    if (checked.isOfDirectory === true) {
      open.signOut(checked.session);
      throw new EdgeError("conflict", "Your password is kept by the plant's directory; change it there.");
    }
    const revoked = tokensOf(open, principal.user);
    await open.changeUser(principal.user, { password: request.body.new });
    await journal.record({ ...act, result: "done", after: { revokedTokens: revoked } });
    setSessionCookie(request, reply, { name: cookie, value: "", hours: 0 });
    return {};
  });
}
