/** Who a stored user is at present. */
import { type Identity, isAtLeast } from "../contracts/access/access.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { findUser } from "./people.ts";
import { digestOf } from "./secrets.ts";
import type { People, StoredUser } from "./user-file.ts";

export function identityOf({ name, role, sites, grants, external }: StoredUser): Identity {
  return {
    user: name,
    role,
    via: "session",
    ...(sites === undefined ? {} : { sites }),
    ...(grants === undefined ? {} : { grants, provider: hostOf(external?.issuer ?? "") }),
  };
}

function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).hostname : issuer;
}

/** Undefined while the directory withholds access. */
export function presentIdentity(user: StoredUser): Identity | undefined {
  return user.external?.isWithheld === true ? undefined : identityOf(user);
}

/** A token's role is capped by its user's present role. */
export function ofToken(people: People, secret: string, now: Micros): Identity | undefined {
  const digest = digestOf(secret);
  const token = people.tokens.find((one) => one.digest === digest);
  if (token === undefined || token.expiresAt <= now) return undefined;
  const user = findUser(people, token.user);
  const present = user === undefined ? undefined : presentIdentity(user);
  // Nothing would confirm the groups of a person whose program asks while they are away.
  if (present === undefined || present.grants !== undefined) return undefined;
  const role = isAtLeast(present.role, token.role) ? token.role : present.role;
  const { scope } = token;
  return { ...present, role, via: "token", ...(scope === undefined ? {} : { scope }) };
}
