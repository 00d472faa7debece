import { afterEach, expect, it, vi } from "vitest";
import type { Api } from "../../edge/api/http/api.ts";
import { cookieNameOf } from "../../edge/api/http/session-cookie.ts";
import { buildApi } from "../../edge/api/server.ts";
import { type FakeAccounts, PASSWORD, startAccounts } from "../fakes/access/accounts.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { StreamClient } from "../fakes/api/stream-client.ts";

let app: Api;
let people: FakeAccounts;
const clients: StreamClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await app.close();
  await people[Symbol.asyncDispose]();
});

async function start(): Promise<void> {
  people = await startAccounts();
  await people.add("root", "admin");
  await people.add("ann", "viewer");
  app = buildApi(fakeEdge({ accounts: people.accounts }).deps);
  await app.listen({ host: "127.0.0.1", port: 0 });
}

function read(headers: Record<string, string>, path = "stream", hello = true): StreamClient {
  const { port } = app.server.address() as { port: number };
  const client = new StreamClient(`ws://127.0.0.1:${port}/api/v1/${path}`, {
    headers,
    ...(hello ? {} : { hello: undefined }),
  });
  clients.push(client);
  return client;
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const cookie = async (name: string) => ({ cookie: `${cookieNameOf("0193-edge")}=${await people.session(name)}` });

it("[S5] [S12] [U11] a stream opens only for users who signed in or have a token", async () => {
  await start();
  const { secret } = people.accounts.issueToken({ user: "ann", label: "x", role: "viewer", days: 1 });
  const [mine, tokens] = [read(await cookie("ann")), read({ authorization: `Bearer ${secret}` })];
  await until(() => expect([mine.changes.length, tokens.changes.length]).toEqual([1, 1]));
  const strangers = [
    read({}),
    read({}, "replay"),
    read({ authorization: "Bearer gemba_x" }),
    read({ cookie: `${cookieNameOf("0193-edge")}=x` }),
  ];
  await until(() => expect(strangers.map(({ refused }) => refused)).toEqual([401, 401, 401, 401]));
});

it("[U7] [U15] row 17: a new password ends the streams of the user's sessions and tokens only", async () => {
  await start();
  const { secret } = people.accounts.issueToken({ user: "ann", label: "x", role: "viewer", days: 1 });
  const [session, token, other] = [
    read(await cookie("ann")),
    read({ authorization: `Bearer ${secret}` }),
    read(await cookie("root")),
  ];
  await until(() => expect([session, token, other].map(({ changes }) => changes.length)).toEqual([1, 1, 1]));
  await people.accounts.changeUser("ann", { password: `${PASSWORD} 2` });
  await until(() => expect([session.closed, token.closed]).toEqual([expect.anything(), expect.anything()]));
  expect(other.closed).toBeUndefined();
});

it("[U15] an open stream ends after its session, its token and its user", async () => {
  await start();
  const { secret, token } = people.accounts.issueToken({ user: "ann", label: "x", role: "viewer", days: 1 });
  const headers = await cookie("ann");
  const [signedOut, revoked, removed] = [
    read(headers),
    read({ authorization: `Bearer ${secret}` }),
    read(await cookie("ann")),
  ];
  const replay = read(headers, "replay", false);
  await until(() =>
    expect([
      signedOut.changes.length,
      revoked.changes.length,
      removed.changes.length,
      replay.socket.readyState,
    ]).toEqual([1, 1, 1, 1]),
  );
  people.accounts.signOut(headers.cookie.split("=")[1] as string);
  await until(() => expect([signedOut.closed, replay.closed]).toEqual([expect.anything(), expect.anything()]));
  expect(revoked.closed).toBeUndefined();
  people.accounts.revokeToken(token.id);
  await until(() => expect(revoked.closed).toBeDefined());
  expect(removed.closed).toBeUndefined();
  people.accounts.removeUser("ann");
  await until(() => expect(removed.closed).toBeDefined());
});
