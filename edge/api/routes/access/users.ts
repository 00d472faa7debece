import { Type } from "typebox";
import { isAtLeast, nameKey, ROLES, type TokenView, type UserView } from "../../../contracts/access/access.ts";
import type { Deed, Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { identityOf, principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { BODY_LIMIT_BYTES, Name, neededAccounts, Password, tokensOf } from "./session.ts";

const MAX_TOKEN_DAYS = 366;
const RoleWord = Type.Enum([...ROLES], { description: "Each role may do what the ones before it may." });
const UserEntry = closed({ name: Type.String(), role: Type.String(), createdAt: MaybeTime, passwordAt: MaybeTime });
const TokenEntry = closed({
  id: Type.String(),
  user: Type.String(),
  label: Type.String(),
  role: Type.String(),
  createdAt: MaybeTime,
  expiresAt: MaybeTime,
});
const errors = { "4xx": Problem, 503: Problem };

/** Users, for admins. */
export function userRoutes(app: Api, { accounts, journal }: ApiDeps): void {
  const tags = ["access"];
  const list = {
    tags,
    summary: "All users",
    querystring: NoQuery,
    response: { 200: closed({ users: Type.Array(UserEntry) }), ...errors },
  };
  app.get("/api/v1/users", { schema: list }, async (_request, reply) => {
    void reply.header("cache-control", "no-store");
    return { users: neededAccounts(accounts).users().map(userEntry) };
  });

  const add = {
    tags,
    summary: "Add a user",
    description:
      "The password has at least 12 characters. Better: `gemba users invite`, so that nobody else ever knows it.",
    querystring: NoQuery,
    body: closed({ name: Name, role: RoleWord, password: Password }),
    response: { 200: UserEntry, ...errors },
  };
  app.post("/api/v1/users", { schema: add, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const { name, role } = request.body;
    const deed = { principal: principalOf(request), action: "user.add", target: name, after: { role } };
    return userEntry(await onRecord(journal, deed, () => neededAccounts(accounts).addUser(request.body)));
  });

  const params = closed({ name: Name });
  const change = {
    tags,
    summary: "Change a user's role or password",
    description:
      "A role counts at once. A password ends the user's sessions and revokes the user's API tokens. 409 for the only admin.",
    params,
    querystring: NoQuery,
    body: closed({ role: Type.Optional(RoleWord), password: Type.Optional(Password) }),
    response: { 200: UserEntry, ...errors },
  };
  app.patch("/api/v1/users/:name", { schema: change, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const { role, password } = request.body;
    if (role === undefined && password === undefined)
      throw new EdgeError("bad-request", "give a role, a password or both");
    const { name } = request.params;
    const before = neededAccounts(accounts)
      .users()
      .find((user) => nameKey(user.name) === nameKey(name));
    const deed = {
      principal: principalOf(request),
      action: password === undefined ? "user.role" : "user.password",
      target: before?.name ?? name,
      before: { role: before?.role ?? null },
      after: {
        role: role ?? before?.role ?? null,
        ...(password === undefined ? {} : { revokedTokens: tokensOf(neededAccounts(accounts), before?.name ?? name) }),
      },
    };
    return userEntry(
      await onRecord(journal, deed, () => neededAccounts(accounts).changeUser(name, { role, password })),
    );
  });

  const remove = {
    tags,
    summary: "Remove a user",
    description: "Ends sessions and tokens too. 409 for the only admin.",
    params,
    querystring: NoQuery,
    response: { 200: UserEntry, ...errors },
  };
  app.delete("/api/v1/users/:name", { schema: remove }, async (request) => {
    const { name } = request.params;
    const open = neededAccounts(accounts);
    const user = open.users().find((one) => nameKey(one.name) === nameKey(name));
    const deed = {
      principal: principalOf(request),
      action: "user.remove",
      target: user?.name ?? name,
      after: { revokedTokens: tokensOf(open, user?.name ?? name) },
    };
    return userEntry(await onRecord(journal, deed, async () => open.removeUser(name)));
  });
}

/** Tokens of whoever asks; an admin sees and revokes all. */
export function tokenRoutes(app: Api, { accounts, journal }: ApiDeps): void {
  const tags = ["access"];
  const own = (request: Parameters<typeof identityOf>[0]) => {
    const me = identityOf(request);
    return { me, isMine: (token: TokenView) => me?.role === "admin" || token.user === me?.user };
  };
  const list = {
    tags,
    summary: "One's own API tokens; an admin sees all",
    querystring: NoQuery,
    response: { 200: closed({ tokens: Type.Array(TokenEntry) }), ...errors },
  };
  app.get("/api/v1/tokens", { schema: list }, async (request, reply) => {
    void reply.header("cache-control", "no-store");
    return { tokens: neededAccounts(accounts).tokens().filter(own(request).isMine).map(tokenEntry) };
  });

  const issue = {
    tags,
    summary: "Make an API token",
    description:
      "For programs: `Authorization: Bearer …`. `secret` is shown this once and kept as a hash only. A token may do what its role may, never more than its user, and nothing with users, passwords and tokens.",
    querystring: NoQuery,
    body: closed({
      label: Type.String({ minLength: 1, maxLength: 64, pattern: "\\S", description: "What it is for." }),
      role: RoleWord,
      days: Type.Integer({ minimum: 1, maximum: MAX_TOKEN_DAYS, description: "Until it expires." }),
    }),
    response: { 200: closed({ secret: Type.String(), token: TokenEntry }), ...errors },
  };
  app.post("/api/v1/tokens", { schema: issue }, async (request, reply) => {
    const { me } = own(request);
    const { label, role, days } = request.body;
    const deed = { principal: principalOf(request), action: "token.issue", target: label, after: { role, days } };
    void reply.header("cache-control", "no-store");
    const { secret, token } = await onRecord(journal, deed, async () => {
      if (me === undefined || !isAtLeast(me.role, role))
        throw new EdgeError(
          "forbidden",
          `A token may not do more than you: its role is ${me?.role ?? "none"} at most.`,
        );
      return neededAccounts(accounts).issueToken({ user: me.user, label, role, days });
    });
    return { secret, token: tokenEntry(token) };
  });

  const revoke = {
    tags,
    summary: "Revoke an API token",
    description: "Counts at once.",
    params: closed({ id: Type.String({ maxLength: 64 }) }),
    querystring: NoQuery,
    response: { 200: TokenEntry, ...errors },
  };
  app.delete("/api/v1/tokens/:id", { schema: revoke }, async (request) => {
    const { id } = request.params;
    const { isMine } = own(request);
    return tokenEntry(
      await onRecord(journal, { principal: principalOf(request), action: "token.revoke", target: id }, async () => {
        // Somebody else's is as good as none.
        if (
          !neededAccounts(accounts)
            .tokens()
            .some((token) => token.id === id && isMine(token))
        )
          throw new EdgeError("not-found", "There is no token with this id.");
        return neededAccounts(accounts).revokeToken(id);
      }),
    );
  });
}

/** Does something and puts it on record, done or refused, before it is answered. */
export async function onRecord<T>(journal: Journal, deed: Omit<Deed, "result">, act: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await act();
  } catch (error) {
    if (error instanceof EdgeError && error.code !== "disk")
      await journal.record({ ...deed, result: "refused", reason: error.message });
    throw error;
  }
  await journal.record({ ...deed, result: "done" });
  return result;
}

function userEntry({ name, role, createdAt, passwordAt }: UserView) {
  return { name, role, createdAt: formatMicros(createdAt), passwordAt: formatMicros(passwordAt) };
}

function tokenEntry({ id, user, label, role, createdAt, expiresAt }: TokenView) {
  return { id, user, label, role, createdAt: formatMicros(createdAt), expiresAt: formatMicros(expiresAt) };
}
