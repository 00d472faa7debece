import type { InfluxConfig } from "./config.ts";

/** How a request of either API says who asks. */
export function authorizationOf({ api, token, user, password }: InfluxConfig): Readonly<Record<string, string>> {
  if (api === "v2") return token === "" ? {} : { authorization: `Token ${token}` };
  return user === "" ? {} : { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}
