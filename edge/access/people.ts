/** Changes of users, tokens and invitations, as pure functions that the API and `gemba users` share. */
import { randomUUID } from "node:crypto";
import {
  type ExternalPerson,
  nameKey,
  ROLES,
  type Role,
  type SiteGrant,
  type SiteRights,
  type TokenView,
  type UserView,
  type WantedToken,
} from "../contracts/access/access.ts";
import { siteRightsIn } from "../contracts/access/site-rights.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { PasswordHash } from "./password.ts";
import type { People, StoredToken, StoredUser } from "./user-file.ts";

const MAX_USERS = 1_000;
const MAX_TOKENS = 1_000;
const MAX_INVITATIONS = 100;
const MAX_UNRECORDED = 1_000;
const DAY_US = 86_400e6;
const INVITATION_LIFE_US = DAY_US;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;
const OF_PROVIDER =
  "This user is of the provider: change the groups there, or what they give in hub.yaml (api.oidc.roles).";
const NO_TOKENS =
  "People of the provider make no tokens at a hub, because a token would outlive their groups. Make a user of the " +
  "hub for the program.";
/** Names that the audit log uses itself, so no user may have them. */
const RESERVED = ["local", "cli", "unknown", "server", "edge", "link"];

/** Throws EdgeError `bad-request`. */
export function checkName(name: string): void {
  if (!NAME.test(name))
    throw new EdgeError(
      "bad-request",
      "A user's name has 1 to 64 letters, digits, points, hyphens and underscores, and begins with a letter or digit.",
    );
  if (RESERVED.includes(name.toLowerCase()))
    throw new EdgeError("bad-request", `The edge itself uses the name ${name}; choose another.`);
}

/** Throws EdgeError `bad-request`. */
export function roleOf(word: string | undefined): Role {
  const role = ROLES.find((one) => one === word);
  if (role === undefined)
    throw new EdgeError(
      "bad-request",
      `A role is one of ${ROLES.join(", ")}${word === undefined ? "" : `, not "${word}"`}.`,
    );
  return role;
}

/** Rights of a user of a hub, as a person writes them. Throws EdgeError `bad-request`. */
export function sitesOf(words: string): SiteRights {
  const sites = siteRightsIn(words);
  if (sites === undefined)
    throw new EdgeError(
      "bad-request",
      `"${words}" are no rights: write all:act, all:view, none, or a list such as all:view,EDGE-ID:act. The ids are ` +
        "those of gemba hub-ledger.",
    );
  return sites;
}

/** Names that look alike on the screen count as one: case and Unicode form are ignored. */
export function findUser({ users }: People, name: string): StoredUser | undefined {
  const key = nameKey(name);
  return users.find((user) => nameKey(user.name) === key);
}

/** Throws EdgeError `not-found`. */
function neededUser(people: People, name: string): StoredUser {
  const user = findUser(people, name);
  if (user === undefined) throw new EdgeError("not-found", `There is no user ${name}.`);
  return user;
}

export function withUser(
  people: People,
  {
    name,
    role,
    sites,
    password,
    now,
  }: { name: string; role: Role; sites?: SiteRights | undefined; password: PasswordHash; now: Micros },
): People {
  checkName(name);
  if (findUser(people, name) !== undefined) throw new EdgeError("conflict", `There is a user ${name} already.`);
  if (people.users.length >= MAX_USERS) throw new EdgeError("conflict", `An edge has at most ${MAX_USERS} users.`);
  return {
    ...people,
    users: [
      ...people.users,
      {
        name: name.normalize("NFKC"),
        role,
        ...(sites === undefined ? {} : { sites }),
        createdAt: now,
        passwordAt: now,
        password,
      },
    ],
  };
}

/**
 * The user of a person whom a provider vouches for, with the person's present role. Throws EdgeError `conflict` when
 * another person has the name.
 */
export function withExternal(
  people: People,
  { name, role, issuer, subject, grants, now }: ExternalPerson & { now: Micros },
): People {
  const known = findUser(people, name);
  const given = grants === undefined ? {} : { grants };
  if (known !== undefined) {
    if (known.external?.issuer !== issuer || known.external.subject !== subject)
      throw new EdgeError("conflict", `The name ${name} belongs to another user here. Ask an admin.`);
    const { grants: _before, ...rest } = known;
    const present = { ...rest, role, ...given, external: { issuer, subject } };
    return known.role === role && known.external.isWithheld !== true && isSameGrants(known.grants, grants)
      ? people
      : { ...people, users: people.users.map((one) => (one === known ? present : one)) };
  }
  checkName(name);
  if (people.users.length >= MAX_USERS) throw new EdgeError("conflict", `An edge has at most ${MAX_USERS} users.`);
  return {
    ...people,
    users: [
      ...people.users,
      { name: name.normalize("NFKC"), role, ...given, createdAt: now, passwordAt: now, external: { issuer, subject } },
    ],
  };
}

export function isSameGrants(a: readonly SiteGrant[] | undefined, b: readonly SiteGrant[] | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a user is the person whom a provider names; names may change there, issuer and subject do not. */
export function isSamePerson(people: People, name: string, { issuer, subject }: ExternalPerson): boolean {
  const external = findUser(people, name)?.external;
  return external?.issuer === issuer && external.subject === subject;
}

/**
 * With a user as the directory has them now: with another role, or, where `role` is undefined, without access until the
 * directory gives a role again. The only admin is no exception: `gemba users` makes another on the edge's machine.
 */
export function withPresentRole(
  people: People,
  { name, issuer, subject, role }: Omit<ExternalPerson, "role"> & { readonly role: Role | undefined },
): People {
  const external = { issuer, subject, ...(role === undefined ? { isWithheld: true } : {}) };
  const users = people.users.map((one) =>
    one.name === name && one.external?.issuer === issuer && one.external.subject === subject
      ? { ...one, role: role ?? one.role, external }
      : one,
  );
  return { ...people, users };
}

/** A new password revokes the user's tokens. */
export function withChangedUser(
  people: People,
  name: string,
  {
    role,
    sites,
    password,
    now,
  }: {
    role?: Role | undefined;
    sites?: SiteRights | undefined;
    password?: PasswordHash | undefined;
    now: Micros;
  },
): People {
  const user = neededUser(people, name);
  // Nor a password, which would work after the person has left the provider.
  if (user.grants !== undefined) throw new EdgeError("conflict", OF_PROVIDER);
  const changed = {
    ...user,
    ...(role === undefined ? {} : { role }),
    ...(sites === undefined ? {} : { sites }),
    ...(password === undefined ? {} : { password, passwordAt: Math.max(now, user.passwordAt + 1) }),
  };
  if (changed.role !== "admin") keepAnAdmin(people, user);
  // The password may have been changed because somebody else knew it, and a token gives the same access.
  const tokens = password === undefined ? people.tokens : people.tokens.filter((token) => token.user !== user.name);
  return { ...people, users: people.users.map((one) => (one === user ? changed : one)), tokens };
}

/** Revokes the user's tokens too. */
export function withoutUser(people: People, name: string): People {
  const user = neededUser(people, name);
  keepAnAdmin(people, user);
  return {
    ...people,
    users: people.users.filter((one) => one !== user),
    tokens: people.tokens.filter((token) => token.user !== user.name),
  };
}

/** Users without an admin could never be changed again over the API. */
function keepAnAdmin({ users }: People, user: StoredUser): void {
  if (user.role === "admin" && !users.some((one) => one !== user && one.role === "admin"))
    throw new EdgeError(
      "conflict",
      `${user.name} is the only admin; make another one first. To go back to an edge without users, stop it and ` +
        "remove users.json from its data folder.",
    );
}

/** Removes expired tokens. Throws EdgeError `conflict`. */
export function withToken(
  people: People,
  { days, now, ...rest }: WantedToken & { readonly digest: string; readonly now: Micros },
): People {
  if (findUser(people, rest.user)?.grants !== undefined) throw new EdgeError("conflict", NO_TOKENS);
  const tokens = people.tokens.filter((token) => token.expiresAt > now);
  if (tokens.length >= MAX_TOKENS)
    throw new EdgeError("conflict", `An edge has at most ${MAX_TOKENS} tokens; revoke some.`);
  return {
    ...people,
    tokens: [...tokens, { ...rest, id: randomUUID(), createdAt: now, expiresAt: now + days * DAY_US }],
  };
}

export function withoutToken(people: People, id: string): People {
  if (!people.tokens.some((one) => one.id === id)) throw new EdgeError("not-found", "There is no token with this id.");
  return { ...people, tokens: people.tokens.filter((one) => one.id !== id) };
}

/** Removes expired invitations. */
export function withInvitation(
  people: People,
  { role, sites, digest, now }: { role: Role; sites?: SiteRights | undefined; digest: string; now: Micros },
): People {
  const valid = people.invitations.filter(({ expiresAt }) => expiresAt > now);
  if (valid.length >= MAX_INVITATIONS)
    throw new EdgeError(
      "conflict",
      `At most ${MAX_INVITATIONS} invitations can be open; wait until one expires, a day at most.`,
    );
  const rights = sites === undefined ? {} : { sites };
  return { ...people, invitations: [...valid, { digest, role, ...rights, expiresAt: now + INVITATION_LIFE_US }] };
}

export function withAct(people: People, act: People["unrecorded"][number]): People {
  if (people.unrecorded.length >= MAX_UNRECORDED)
    throw new EdgeError(
      "conflict",
      "Too many changes were made while the edge was stopped; start it once, so that it writes them to the audit log.",
    );
  return { ...people, unrecorded: [...people.unrecorded, act] };
}

export function userView({ name, role, sites, grants, createdAt, passwordAt, external }: StoredUser): UserView {
  return {
    name,
    role,
    ...(sites === undefined ? {} : { sites }),
    ...(grants === undefined ? {} : { grants }),
    createdAt,
    passwordAt,
    ...(external === undefined ? {} : { isExternal: true }),
  };
}

export function tokenView({ digest: _secret, ...token }: StoredToken): TokenView {
  return token;
}
