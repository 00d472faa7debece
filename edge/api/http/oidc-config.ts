import { ROLES } from "../../contracts/access/access.ts";
import { Type } from "../../contracts/schema.ts";

const closed = { additionalProperties: false } as const;

/** `api.oidc`. */
export const oidcConfig = Type.Object(
  {
    label: Type.String({
      default: "OpenID Connect",
      maxLength: 60,
      description: "Text of the button in the sign-in dialog.",
    }),
    issuer: Type.String({
      substitute: true,
      pattern: "^https://|^http://(localhost|127\\.0\\.0\\.1)[:/]",
      description: "Address of the provider; https, except for one on this machine.",
    }),
    clientId: Type.String({ substitute: true, minLength: 1 }),
    clientSecret: Type.Optional(
      Type.String({
        substitute: true,
        writeOnly: true,
        minLength: 1,
        description: "From an environment variable or a file. Absent for a public client.",
      }),
    ),
    publicUrl: Type.String({
      substitute: true,
      pattern: "^https://|^http://(localhost|127\\.0\\.0\\.1)[:/]",
      description:
        "Address of the viewer as browsers know it. Register it at the provider, followed by " +
        "/api/v1/session/oidc/callback.",
    }),
    scope: Type.String({
      default: "openid profile",
      description: "Must contain openid, and the scope with which the provider sends the groups.",
    }),
    nameClaim: Type.String({ default: "preferred_username", description: "Claim with the user's name." }),
    roleClaim: Type.String({ default: "groups", description: "Claim with the groups." }),
    roles: Type.Array(Type.Object({ group: Type.String({ minLength: 1 }), role: Type.Enum([...ROLES]) }, closed), {
      minItems: 1,
      description: "The role of each group; the highest counts. A person in none of the groups cannot sign in.",
    }),
  },
  { ...closed, description: "Sign in at the plant's own provider (docs/users.md)." },
);
