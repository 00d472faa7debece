import { Type } from "typebox";
import { EdgeError } from "../contracts/errors.ts";
import type { Api, ApiDeps } from "./deps.ts";
import { Problem } from "./problems.ts";
import { NoQuery } from "./schemas.ts";
import { neededAccounts } from "./session.ts";
import { cookieNameOf, sessionIn, setSessionCookie, setStateCookie } from "./session-cookie.ts";

const DEFAULT_SESSION_HOURS = 12;
/** Codes and states of providers are long, but not longer. */
const QUERY_MAX = 4000;

/** Signing in at the plant's own provider: there and back again. */
export function oidcRoutes(app: Api, { oidc, accounts, journal, edgeId, sessionHours = DEFAULT_SESSION_HOURS }: ApiDeps): void {
  const stateCookie = `${cookieNameOf(edgeId)}_state`;
  const answers = { 302: Type.Null(), "4xx": Problem, 503: Problem };
  const needed = () => {
    if (oidc === undefined) throw new EdgeError("not-found", "This edge knows no provider to sign in at; the config names one under api.oidc.");
    return oidc;
  };

  const begin = {
    tags: ["access"],
    summary: "Sign in at the plant's provider",
    description: "Sends the browser to the OpenID Connect provider of the config.",
    querystring: NoQuery,
    response: answers,
  };
  app.get("/api/v1/session/oidc", { schema: begin }, async (request, reply) => {
    const { url, state } = await needed().begin();
    setStateCookie(request, reply, { name: stateCookie, value: state });
    return await reply.header("cache-control", "no-store").redirect(url, 302);
  });

  const finish = {
    tags: ["access"],
    summary: "Come back from the provider",
    description: "Opens a session for who comes back, and the viewer.",
    querystring: Type.Object({ state: Type.Optional(Type.String({ maxLength: QUERY_MAX })) }, { additionalProperties: Type.String({ maxLength: QUERY_MAX }) }),
    response: answers,
  };
  app.get("/api/v1/session/oidc/callback", { schema: finish }, async (request, reply) => {
    const state = sessionIn(request, stateCookie) ?? "";
    setStateCookie(request, reply, { name: stateCookie, value: "" });
    void reply.header("cache-control", "no-store");
    const origin = request.ip;
    try {
      // The browser that comes back must be the one that was sent: else somebody signs another in as themselves.
      if (state === "" || request.query.state !== state) throw new EdgeError("bad-request", "This sign-in was not begun in this browser. Begin again.");
      const person = await needed().finish(request.url.split("?")[1] ?? "", state);
      const result = await neededAccounts(accounts).signInExternal(person);
      if (result.kind !== "signed-in") throw new EdgeError("forbidden", "The sign-in was refused.");
      const { user, role } = result.identity;
      await journal.record({ principal: { user, role, origin }, action: "login.oidc", target: user, result: "done" });
      setSessionCookie(request, reply, { name: cookieNameOf(edgeId), value: result.session, hours: sessionHours });
    } catch (error) {
      if (error instanceof EdgeError && error.code !== "disk")
        await journal.record({ principal: { user: "unknown", role: "none", origin }, action: "login.oidc", target: "unknown", result: "refused", reason: error.message });
      throw error;
    }
    return await reply.redirect("/", 302);
  });
}
