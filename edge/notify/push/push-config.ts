/** `push` of a channel: notices on the screens of phones, by the push services of their browsers. */
import { type Static, Type } from "../../contracts/schema.ts";

const closed = { additionalProperties: false } as const;

export const pushConfig = Type.Object(
  {
    hosts: Type.Array(Type.String({ pattern: "^(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$", maxLength: 253 }), {
      minItems: 1,
      maxItems: 20,
      description:
        "Push services that the edge may send to, such as fcm.googleapis.com; *.host stands for every name below it. " +
        "Phones whose browser uses another service cannot be notified.",
    }),
    contact: Type.String({
      pattern: "^(?:mailto:[^@\\s]+@[^@\\s]+|https://\\S+)$",
      maxLength: 200,
      description: "Whom a push service may write to, as mailto: or https: (RFC 8292). It is sent to the services.",
    }),
  },
  { ...closed, description: "push: the push services, and who answers for the edge there." },
);

export type PushConfig = Static<typeof pushConfig>;

/** Whether messages may go to the address: https, at a host of the list; http only to this machine, if it is listed. */
export function isAllowed(endpoint: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, port, username, password } = new URL(endpoint);
  const isListed = hosts.some((host) =>
    host.startsWith("*.") ? hostname.endsWith(host.slice(1)) && hostname.length >= host.length : hostname === host,
  );
  const isOwn = hostname === "127.0.0.1" || hostname === "localhost";
  const isSafe = isOwn ? protocol === "http:" || protocol === "https:" : protocol === "https:" && port === "";
  return isListed && isSafe && username === "" && password === "";
}
