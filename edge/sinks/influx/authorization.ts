import type { InfluxConfig } from "./config.ts";

/** The authorization header of a request, for either API. */
export function authorizationOf({ api, token, user, password }: InfluxConfig): Readonly<Record<string, string>> {
  if (api === "v2") return token === "" ? {} : { authorization: `Token ${token}` };
  return user === "" ? {} : { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}
