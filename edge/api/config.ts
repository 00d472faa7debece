import { Type } from "typebox";

/** The `api` section of a plant's config. */
export const apiConfig = Type.Object(
  {
    hosts: Type.Array(Type.String({ minLength: 1, maxLength: 253, pattern: "^[A-Za-z0-9._-]+$|^\\[[0-9A-Fa-f:.]+\\]$" }), {
      default: [],
      maxItems: 32,
      description: "Host names, without port, under which browsers may reach the edge besides localhost, 127.0.0.1 and [::1]. Anything else is refused against DNS rebinding.",
    }),
    users: Type.Union([Type.Literal("optional"), Type.Literal("required")], {
      default: "optional",
      description:
        "`optional`: while there is no user, programs on this machine may read, acknowledge and shelve as `local`; the first user ends that. `required`: without a user nobody may do anything, and the first start prints a one-time link for the first admin.",
    }),
    sessionHours: Type.Number({ exclusiveMinimum: 0, maximum: 8_784, default: 12, description: "Hours after which a person must sign in again. Wall screens want months, as a viewer." }),
    access: Type.Union([Type.Literal("loopback"), Type.Literal("network")], {
      default: "loopback",
      description:
        "Who may use the API while the edge has no users. `loopback`: programs on this machine only. `network`: everybody who can reach the port, who then acts as `local`; choose it only behind a reverse proxy that checks people, or in a container whose port is published on loopback.",
    }),
  },
  { additionalProperties: false, default: {}, description: "HTTP API, stream and viewer." },
);
