import { type Identity, isAtLeast, TOKEN_SCOPES, type TokenView } from "../../../contracts/access/access.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { identityOf, principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery, orNull } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { onRecord } from "../../services/on-record.ts";
import { type AccountDeps, neededAccounts } from "./session.ts";
import { RoleWord } from "./users.ts";

const MAX_TOKEN_DAYS = 366;
const TokenEntry = closed({
  id: Type.String(),
  user: Type.String(),
  label: Type.String(),
  role: Type.String(),
  scope: orNull(
    Type.String(),
    "`agents`: for tools of agents alone; `vision`: for events of vision systems alone; " +
      "null: everything that the role may do.",
  ),
  createdAt: MaybeTime,
  expiresAt: MaybeTime,
});
const errors = { "4xx": Problem, 503: Problem };
const tags = ["access"];

interface TokenDeps extends AccountDeps {
  /** Who sees and revokes the tokens of others. Default: admins. */
  readonly isOverAll?: (identity: Identity) => boolean;
}

/** API tokens of the user; an admin sees and revokes all. */
export function tokenRoutes(app: Api, deps: TokenDeps): void {
  const { accounts, journal } = deps;
  const own = ownBy(deps.isOverAll ?? (({ role }) => role === "admin"));
  issueRoute(app, deps);
  const list = {
    tags,
    summary: "One's own API tokens; an admin sees all",
    querystring: NoQuery,
    response: { 200: closed({ tokens: Type.Array(TokenEntry) }), ...errors },
  };
  app.get("/api/v1/tokens", { schema: list }, async (request) => {
    return { tokens: neededAccounts(accounts).tokens().filter(own(request).isMine).map(tokenEntry) };
  });

  const revoke = {
    tags,
    summary: "Revoke an API token",
    description: "Takes effect at once.",
    params: closed({ id: Type.String({ maxLength: 64 }) }),
    querystring: NoQuery,
    response: { 200: TokenEntry, ...errors },
  };
  app.delete("/api/v1/tokens/:id", { schema: revoke }, async (request) => {
    const { id } = request.params;
    const { isMine } = own(request);
    return tokenEntry(
      await onRecord(journal, { principal: principalOf(request), action: "token.revoke", target: id }, async () => {
        // The token of another user counts as missing.
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

function issueRoute(app: Api, { accounts, journal }: AccountDeps): void {
  const issue = {
    tags,
    summary: "Make an API token",
    description:
      "For programs: `Authorization: Bearer …`. `secret` is shown this once and stored only as a hash. A token " +
      "may do what its role may, never more than its user, and cannot manage users, passwords or tokens.",
    querystring: NoQuery,
    body: closed({
      label: Type.String({ minLength: 1, maxLength: 64, pattern: "\\S", description: "Purpose of the token." }),
      role: RoleWord,
      scope: Type.Optional(
        Type.Enum([...TOKEN_SCOPES], {
          description:
            "`agents`: opens `/api/mcp` and nothing else (docs/agents.md). `vision`: hands vision events over and " +
            "does nothing else (docs/vision.md).",
        }),
      ),
      days: Type.Integer({ minimum: 1, maximum: MAX_TOKEN_DAYS, description: "Until it expires." }),
    }),
    response: { 200: closed({ secret: Type.String(), token: TokenEntry }), ...errors },
  };
  app.post("/api/v1/tokens", { schema: issue }, async (request) => {
    const me = identityOf(request);
    const { label, role, scope, days } = request.body;
    const scoped = scope === undefined ? {} : { scope };
    const act = {
      principal: principalOf(request),
      action: "token.issue",
      target: label,
      after: { role, days, ...scoped },
    };
    const { secret, token } = await onRecord(journal, act, async () => {
      if (me === undefined || !isAtLeast(me.role, role))
        throw new EdgeError(
          "forbidden",
          `A token may not do more than you: its role is ${me?.role ?? "none"} at most.`,
        );
      return neededAccounts(accounts).issueToken({ user: me.user, label, role, days, ...scoped });
    });
    return { secret, token: tokenEntry(token) };
  });
}

/** Which tokens the caller may see and revoke. */
function ownBy(isOverAll: (identity: Identity) => boolean) {
  return (request: Parameters<typeof identityOf>[0]) => {
    const me = identityOf(request);
    const isOver = me !== undefined && isOverAll(me);
    return { isMine: (token: TokenView) => isOver || token.user === me?.user };
  };
}

function tokenEntry({ createdAt, expiresAt, scope, ...token }: TokenView) {
  return { ...token, scope: scope ?? null, createdAt: formatMicros(createdAt), expiresAt: formatMicros(expiresAt) };
}
