import type { Micros } from "../path/sample-batch.ts";

/** Roles of a person, in rising order; each includes the permissions of the earlier ones. */
export const ROLES = ["viewer", "operator", "maintainer", "engineer", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** True when `role` is `least` or more. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/**
 * Permission that a route requires. `open`: none. `status`: a program on this machine, or a viewer. `self`: a signed-in
 * person, for their own account. `agent`: a program that answers questions by tools that read.
 * `vision`: a vision system that hands events over.
 */
export type Permission =
  | "open"
  | "status"
  | "self"
  | "read"
  | "agent"
  | "operate"
  | "reset"
  | "maintain"
  | "stock"
  | "limits"
  | "sign"
  | "dispatch"
  | "islands"
  | "forecast"
  | "schedule"
  | "audit"
  | "query"
  | "configure"
  | "layout"
  | "discover"
  | "trust"
  | "administer"
  | "vision";

/**
 * The lowest role that has a permission, and whether everybody on the edge's own machine has it while the edge has no
 * users. The API decides by this table; the viewer uses it to explain a disabled button.
 */
export const PERMISSION_RULES: Readonly<
  Record<Exclude<Permission, "open" | "self">, { readonly least: Role; readonly withoutUsers: boolean }>
> = {
  status: { least: "viewer", withoutUsers: true },
  read: { least: "viewer", withoutUsers: true },
  agent: { least: "viewer", withoutUsers: true },
  operate: { least: "operator", withoutUsers: true },
  reset: { least: "operator", withoutUsers: false },
  maintain: { least: "maintainer", withoutUsers: false },
  stock: { least: "maintainer", withoutUsers: false },
  limits: { least: "maintainer", withoutUsers: false },
  sign: { least: "operator", withoutUsers: false },
  dispatch: { least: "operator", withoutUsers: false },
  islands: { least: "engineer", withoutUsers: false },
  // Changes nothing in the plant, and is asked about the past too.
  forecast: { least: "operator", withoutUsers: true },
  schedule: { least: "operator", withoutUsers: true },
  audit: { least: "maintainer", withoutUsers: true },
  configure: { least: "engineer", withoutUsers: false },
  query: { least: "engineer", withoutUsers: true },
  discover: { least: "engineer", withoutUsers: true },
  layout: { least: "engineer", withoutUsers: false },
  trust: { least: "engineer", withoutUsers: false },
  administer: { least: "admin", withoutUsers: false },
  vision: { least: "operator", withoutUsers: true },
};

/**
 * What a token is good for, beside its role. `agents`: the tools for agents, and nothing else. `vision`: events of
 * vision systems, and nothing else.
 */
export const TOKEN_SCOPES = ["agents", "vision"] as const;
type TokenScope = (typeof TOKEN_SCOPES)[number];

/** `view`: look at a site of a hub. `act`: also acknowledge, shelve and remark there, as far as the role allows. */
export type SiteRight = "none" | "view" | "act";

/** Rights by edge id; `all` for every site that the list does not name. */
export interface SiteRights {
  readonly all: SiteRight;
  readonly sites: readonly { readonly edgeId: string; readonly right: SiteRight }[];
}

/**
 * A role that a group of the provider gives at sites of a hub: `all`, an edge id, or `name:PATTERN`, in which `*`
 * stands for any text.
 */
export interface SiteGrant {
  readonly role: Role;
  readonly sites: readonly string[];
}

/** An authenticated caller. */
export interface Identity {
  readonly user: string;
  readonly role: Role;
  /** A token never does what needs the person: users, tokens, passwords. */
  readonly via: "session" | "token";
  /** Absent: everything that the role may do. */
  readonly scope?: TokenScope;
  /** At a hub: what the user may do at each site. Absent: what the role may do, at every site. */
  readonly sites?: SiteRights;
  /** At a hub, of a person of the provider: what their groups give. The highest counts, and nothing beside it. */
  readonly grants?: readonly SiteGrant[];
  /** The provider's host name, beside `grants`. */
  readonly provider?: string;
}

/** A user without the password. */
export interface UserView {
  readonly name: string;
  readonly role: Role;
  /** At a hub: what the user may do at each site. Absent: what the role may do, at every site. */
  readonly sites?: SiteRights;
  /** At a hub, of a person of the provider: instead of `sites`. */
  readonly grants?: readonly SiteGrant[];
  readonly createdAt: Micros;
  readonly passwordAt: Micros;
  /** Signs in at the plant's provider and has no password here. */
  readonly isExternal?: boolean;
}

/** An API token without its secret. */
export interface TokenView {
  readonly id: string;
  readonly user: string;
  readonly label: string;
  /** The highest role of the token; never higher than its user's role at that moment. */
  readonly role: Role;
  /** Absent: everything that the role may do. */
  readonly scope?: TokenScope;
  readonly createdAt: Micros;
  readonly expiresAt: Micros;
}

/** A token as its user asks for it. */
export interface WantedToken extends Pick<TokenView, "user" | "label" | "role" | "scope"> {
  readonly days: number;
}

export interface Credential {
  /** Value of the session cookie. */
  readonly session?: string | undefined;
  /** Value of `Authorization: Bearer`; goes before a cookie. */
  readonly token?: string | undefined;
}

export type SignIn =
  | {
      readonly kind: "signed-in";
      readonly session: string;
      readonly identity: Identity;
      /** The plant's directory knows the password, and the edge does not. */
      readonly isOfDirectory?: boolean;
    }
  /**
   * `user` is set when there is one of that name; any other input may be a password and is not kept. `waitS`:
   * this failure began a lockout.
   */
  | { readonly kind: "wrong"; readonly user?: string; readonly waitS?: number }
  | { readonly kind: "locked"; readonly waitS: number };

/** `elsewhere`: the person has no password that the edge or its directory could check. */
export type Confirmation =
  | { readonly kind: "confirmed"; readonly identity: Identity }
  | { readonly kind: "wrong" }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "locked"; readonly waitS: number };

/** A person whom a provider vouches for. */
export interface ExternalPerson {
  readonly name: string;
  readonly role: Role;
  readonly issuer: string;
  /** The issuer never reuses it for another person. */
  readonly subject: string;
  /** At a hub: what the person's groups give at its sites. `role` is then that at the hub itself. */
  readonly grants?: readonly SiteGrant[];
  /** Asks the issuer for the person again, some time after the sign-in. Absent where the issuer takes no question. */
  readonly renew?: () => Promise<Renewed>;
}

/** `refused`: the issuer does not confirm the person, or no group gives a role any more. `away`: there is no answer. */
export type Renewed =
  | { readonly kind: "confirmed"; readonly person: ExternalPerson }
  | { readonly kind: "refused" | "away"; readonly why: string };

/**
 * Why a person goes to the provider: for a session, or to prove the identity again for a signature, whatever session
 * the provider has.
 */
export type ExternalPurpose = "session" | "signature";

/** Signing in elsewhere. Both reject with EdgeError `forbidden` or `unavailable`. */
export interface ExternalSignIn {
  readonly label: string;
  /** Where to send the browser. `state` belongs to this browser only. */
  begin(purpose: ExternalPurpose): Promise<{ readonly url: string; readonly state: string }>;
  /** `query`: of the address that the provider sent the browser back to. */
  finish(purpose: ExternalPurpose, back: { readonly query: string; readonly state: string }): Promise<ExternalPerson>;
}

/** The plant's directory. Both methods reject with EdgeError `unavailable` when no server answers. */
export interface Directory {
  readonly label: string;
  /** `issuer` of its persons. */
  readonly issuer: string;
  /**
   * The person of this name and password; undefined when one of them is wrong. Rejects with EdgeError `forbidden` when
   * no group gives a role.
   */
  signIn(name: string, password: string): Promise<ExternalPerson | undefined>;
  /** Present roles by subject; undefined for persons who are gone, disabled or in no group that gives one. */
  rolesOf(subjects: readonly string[]): Promise<ReadonlyMap<string, Role | undefined>>;
}

/**
 * Users, their sessions and tokens (rules in docs/rules/access.md). Every change is on disk before it returns. Throws
 * EdgeError.
 */
export interface Accounts {
  /** True once every caller must sign in: there is a user, or the config asks for one. */
  readonly isAsked: boolean;
  identify(credential: Credential): Identity | undefined;
  signIn(name: string, password: string, address: string): Promise<SignIn>;
  signOut(session: string): void;
  /** Whether a user knows the password, beside any session. Counts against guessing like a sign-in. */
  confirm(name: string, password: string, address: string): Promise<Confirmation>;
  /** Whether the plant's provider alone can confirm a user. */
  isOfProvider(name: string): boolean;
  /** A user whom the provider has authenticated again, with the present role; undefined for another person. */
  confirmExternal(name: string, person: ExternalPerson): Identity | undefined;
  /** Makes the user that a one-time link was for. Counts against lockout of the address like a sign-in. */
  acceptInvitation(
    invitation: { readonly secret: string; readonly name: string; readonly password: string },
    address: string,
  ): Promise<SignIn>;
  /**
   * Opens a session for a person whom the provider has authenticated; creates a missing user and sets the present role.
   * Throws EdgeError `conflict` when the name belongs to another user.
   */
  signInExternal(person: ExternalPerson): Promise<SignIn>;
  users(): readonly UserView[];
  /** Secret of a one-time link, good for a day, that makes a user of this role. It is given this once. */
  invite(role: Role): string;
  addUser(user: { readonly name: string; readonly role: Role; readonly password: string }): Promise<UserView>;
  /** A new role counts at once; a new password ends the user's sessions and tokens. */
  changeUser(
    name: string,
    change: { readonly role?: Role | undefined; readonly password?: string | undefined },
  ): Promise<UserView>;
  /** Ends sessions and tokens too. */
  removeUser(name: string): UserView;
  tokens(): readonly TokenView[];
  /** `secret` is shown this once. */
  issueToken(token: WantedToken): { readonly secret: string; readonly token: TokenView };
  revokeToken(id: string): TokenView;
}

/**
 * Names that look alike on the screen are one: case and Unicode spelling do not count. Two names with one key are one
 * user.
 */
export function nameKey(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
