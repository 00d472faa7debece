import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import { PASSWORD, startAccounts } from "../../fakes/access/accounts.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";

it("[P4] removing a user ends sessions and tokens; the user's entries stay in the audit log unchanged", async () => {
  await using people = await startAccounts();
  const { deps } = fakeEdge({ accounts: people.accounts });
  await using app = buildApi(deps);
  await people.add("root", "admin");
  await people.add("ann", "operator");
  const { secret } = people.accounts.issueToken({ user: "ann", label: "x", role: "viewer", days: 1 });
  const signIn = async (name: string) => {
    const payload = { name, password: PASSWORD };
    const answer = await app.inject({
      method: "POST",
      url: "/api/v1/session",
      headers: { host: "localhost" },
      payload,
    });
    return { host: "localhost", cookie: String(answer.headers["set-cookie"]).split(";")[0] as string };
  };
  const session = await signIn("ann");
  const statuses = () =>
    Promise.all(
      [session, { host: "localhost", authorization: `Bearer ${secret}` }].map(
        async (headers) => (await app.inject({ url: "/api/v1/plant", headers })).statusCode,
      ),
    );
  const entries = async () =>
    (await deps.journal.read({ limit: 100 })).filter(({ principal }) => principal.user === "ann");
  const before = await entries();
  expect([await statuses(), before.map(({ action }) => action)]).toEqual([[200, 200], ["login"]]);
  const headers = await signIn("root");
  expect((await app.inject({ method: "DELETE", url: "/api/v1/users/ann", headers })).statusCode).toBe(200);
  expect([await statuses(), await entries()]).toEqual([[401, 401], before]);
});
