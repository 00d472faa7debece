/** What the config says of signing in elsewhere. */
import type { Role } from "./access.ts";

/** Sign-in at a plant's own provider; `clientSecret` is sent nowhere else. */
export interface OidcConfig {
  /** Label of the button. */
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** Address of the viewer as browsers know it; the provider sends people back there. */
  readonly publicUrl: string;
  readonly scope: string;
  readonly nameClaim: string;
  readonly roleClaim: string;
  /** `sites`: at a hub, where the group has the role. */
  readonly roles: readonly { readonly group: string; readonly role: Role; readonly sites?: readonly string[] }[];
  /** At a hub: how often the provider confirms people with a session again. */
  readonly recheckMinutes?: number;
}

/** Sign-in with the name and password of the plant's directory (LDAP, Active Directory). */
export interface DirectoryConfig {
  /** Name of the directory in the sign-in dialog. */
  readonly label: string;
  /** Tried in this order. */
  readonly urls: readonly string[];
  /** `plain`: without TLS, for a server on this machine. */
  readonly transport: "tls" | "plain";
  /** PEM of the authority that signed the servers' certificates. */
  readonly ca?: string;
  /** The account with which the edge searches. */
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly base: string;
  /** Finds a person; `{name}` is the typed name. */
  readonly userFilter: string;
  readonly nameAttribute: string;
  /** Never given to another person. */
  readonly idAttribute: string;
  readonly groups: {
    readonly from: "memberOf" | "nested" | "search";
    readonly base?: string;
    readonly filter: string;
  };
  readonly roles: readonly { readonly group: string; readonly role: Role }[];
  readonly recheckMinutes: number;
}
