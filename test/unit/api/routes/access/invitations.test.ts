import { expect, it } from "vitest";
import { buildApi } from "../../../../../edge/api/server.ts";
import { PASSWORD, startAccounts } from "../../../../fakes/access/accounts.ts";
import { fakeEdge } from "../../../../fakes/api/deps.ts";

it("[U28] an admin makes a one-time link for a user of a role, and the record has no secret", async () => {
  await using people = await startAccounts();
  await people.add("root", "admin");
  await people.add("ann", "engineer");
  const { deps } = fakeEdge({ accounts: people.accounts });
  const app = buildApi(deps);
  const post = (url: string, payload: object, headers = {}) =>
    app.inject({ method: "POST", url, payload, headers: { host: "localhost:8080", ...headers } });
  const cookieOf = async (name: string) => {
    const answer = await post("/api/v1/session", { name, password: PASSWORD });
    return { cookie: String(answer.headers["set-cookie"]).split(";")[0] };
  };
  const invite = async (by: string) => await post("/api/v1/invitations", { role: "operator" }, await cookieOf(by));
  expect((await invite("ann")).statusCode).toBe(403);
  const { path } = (await invite("root")).json<{ path: string }>();
  const secret = new URLSearchParams(path.split("?")[1]).get("invitation");
  const accept = (name: string) => post("/api/v1/invitation", { secret, name, password: PASSWORD });
  expect((await accept("bob")).json()).toMatchObject({ user: "bob", role: "operator" });
  expect((await accept("eve")).statusCode).toBe(401);
  const entries = await deps.journal.read({ limit: 100 });
  expect(entries).toContainEqual(
    expect.objectContaining({ action: "user.invite", target: "operator", result: "done" }),
  );
  expect(JSON.stringify(entries)).not.toContain(secret);
  await app.close();
});
