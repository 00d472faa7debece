import { expect, it } from "vitest";
import { buildApi } from "../../../../../edge/api/server.ts";
import { EdgeError } from "../../../../../edge/contracts/errors.ts";
import { startAccounts } from "../../../../fakes/access/accounts.ts";
import { fakeEdge } from "../../../../fakes/api/deps.ts";

it("[U12] [U23] [U26] signing in by the directory is on record, and its password is not changed here", async () => {
  const person = { name: "ann", role: "operator", issuer: "ldap:x", subject: "01" } as const;
  const refusal = { message: "The directory knows you, but none of your groups has access to this edge." };
  const directory = {
    label: "Plant",
    issuer: "ldap:x",
    async signIn(name: string) {
      if (name === "bo") throw new EdgeError("forbidden", refusal.message);
      return person;
    },
    rolesOf: async () => new Map(),
  };
  await using others = await startAccounts({ isRequired: true, directory });
  const { deps } = fakeEdge({ accounts: others.accounts, directory });
  const own = buildApi(deps);
  const ask = (url: string, payload: object, headers = {}) =>
    own.inject({ method: "POST", url, headers: { host: "localhost:8080", ...headers }, payload });
  const answer = await ask("/api/v1/session", { name: "ann", password: "hers" });
  expect(answer.json()).toEqual({ users: true, user: "ann", role: "operator", provider: null, directory: "Plant" });
  expect((await ask("/api/v1/session", { name: "bo", password: "his" })).statusCode).toBe(403);
  const change = { old: "hers", new: "a longer password" };
  expect(
    (
      await ask("/api/v1/session/password", change, {
        cookie: String(answer.headers["set-cookie"]).split(";")[0] as string,
      })
    ).statusCode,
  ).toBe(409);
  expect((await ask("/api/v1/session", { name: "ann", password: "" })).statusCode).toBe(400);
  const acts = [...(await deps.journal.read({ limit: 9 }))].map(({ action, target, result }) => [
    action,
    target,
    result,
  ]);
  expect(acts).toEqual([
    ["login.directory", "unknown", "refused"],
    ["login.directory", "ann", "done"],
  ]);
  await own.close();
});
