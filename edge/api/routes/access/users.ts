import { nameKey, ROLES, type UserView } from "../../../contracts/access/access.ts";
import { invitationPath } from "../../../contracts/access/invitation.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { onRecord } from "../../services/on-record.ts";
import { type AccountDeps, BODY_LIMIT_BYTES, Name, neededAccounts, Password, tokensOf } from "./session.ts";

const tags = ["access"];
export const RoleWord = Type.Enum([...ROLES], {
  description: "Each role includes the permissions of the roles before it.",
});
const UserEntry = closed({ name: Type.String(), role: Type.String(), createdAt: MaybeTime, passwordAt: MaybeTime });
const errors = { "4xx": Problem, 503: Problem };

/** Users, for admins. */
export function userRoutes(app: Api, deps: AccountDeps): void {
  listAndAddRoutes(app, deps);
  inviteRoute(app, deps);
  changeRoutes(app, deps);
}

function listAndAddRoutes(app: Api, { accounts, journal }: AccountDeps): void {
  const list = {
    tags,
    summary: "All users",
    querystring: NoQuery,
    response: { 200: closed({ users: Type.Array(UserEntry) }), ...errors },
  };
  app.get("/api/v1/users", { schema: list }, async () => {
    return { users: neededAccounts(accounts).users().map(userEntry) };
  });

  const add = {
    tags,
    summary: "Add a user",
    description: "The password has at least 12 characters. Better: an invitation, so that nobody else ever knows it.",
    querystring: NoQuery,
    body: closed({ name: Name, role: RoleWord, password: Password }),
    response: { 200: UserEntry, ...errors },
  };
  app.post("/api/v1/users", { schema: add, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const { name, role } = request.body;
    const act = { principal: principalOf(request), action: "user.add", target: name, after: { role } };
    return userEntry(await onRecord(journal, act, () => neededAccounts(accounts).addUser(request.body)));
  });
}

/** One-time links: nobody but the new user ever knows the password. */
function inviteRoute(app: Api, { accounts, journal }: AccountDeps): void {
  const invite = {
    tags,
    summary: "Make a one-time link for a new user",
    description:
      "Whoever opens the link within a day chooses name and password, once. `path` follows the address of the edge; " +
      "the secret in its fragment is given this once.",
    querystring: NoQuery,
    body: closed({ role: RoleWord }),
    response: { 200: closed({ path: Type.String(), role: Type.String() }), ...errors },
  };
  app.post("/api/v1/invitations", { schema: invite, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const { role } = request.body;
    const act = { principal: principalOf(request), action: "user.invite", target: role };
    const secret = await onRecord(journal, act, async () => neededAccounts(accounts).invite(role));
    return { path: invitationPath(secret), role };
  });
}

/** Changes and removes one user. */
function changeRoutes(app: Api, { accounts, journal }: AccountDeps): void {
  const params = closed({ name: Name });
  const change = {
    tags,
    summary: "Change a user's role or password",
    description:
      "A new role applies at once. A new password ends the user's sessions and revokes the user's API tokens. 409 " +
      "for the only admin.",
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
    const act = {
      principal: principalOf(request),
      action: password === undefined ? "user.role" : "user.password",
      target: before?.name ?? name,
      before: { role: before?.role ?? null },
      after: {
        role: role ?? before?.role ?? null,
        ...(password === undefined ? {} : { revokedTokens: tokensOf(neededAccounts(accounts), before?.name ?? name) }),
      },
    };
    return userEntry(await onRecord(journal, act, () => neededAccounts(accounts).changeUser(name, { role, password })));
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
    const act = {
      principal: principalOf(request),
      action: "user.remove",
      target: user?.name ?? name,
      after: { revokedTokens: tokensOf(open, user?.name ?? name) },
    };
    return userEntry(await onRecord(journal, act, async () => open.removeUser(name)));
  });
}

function userEntry({ name, role, createdAt, passwordAt }: UserView) {
  return { name, role, createdAt: formatMicros(createdAt), passwordAt: formatMicros(passwordAt) };
}
