import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UserFile } from "../../../edge/access/user-file.ts";
import { parseOptions } from "../../../edge/cli/options.ts";
import { usersCommand } from "../../../edge/cli/users.ts";
import { PASSWORD, startAccounts } from "../../fakes/access/accounts.ts";

let dataDir: string;
let said: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "gemba-users-"));
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  writeFileSync(join(dataDir, "password"), `${PASSWORD}\n`);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dataDir, { recursive: true, force: true });
});

const users = (...words: string[]) =>
  usersCommand.run(
    parseOptions([...words, "--data-dir", dataDir, "--password-file", join(dataDir, "password")]),
    new AbortController().signal,
  );

it("[U10] gemba users adds, lists, changes and removes, and leaves each change for the audit log", async () => {
  await users("add", "ann", "admin");
  await users("add", "bob", "operator");
  await users("password", "bob");
  await users("list");
  expect(said).toMatch(/admin +since \S+ +ann\noperator +since \S+ +bob\n$/);
  await users("remove", "bob");
  await expect(users("remove", "ann")).rejects.toThrow("only admin");
  expect(new UserFile(dataDir).read().unrecorded.map(({ action, target }) => `${action} ${target}`)).toEqual([
    "user.add ann",
    "user.add bob",
    "user.password bob",
    "user.remove bob",
  ]);
  await using edge = await startAccounts({ dataDir });
  expect(edge.acts).toHaveLength(4);
  expect(await edge.accounts.signIn("ann", PASSWORD, "here")).toMatchObject({ kind: "signed-in" });
});

it("[U7] [U10] row 17: gemba users password and remove revoke tokens, also of a running edge, on record", async () => {
  await users("add", "ann", "admin");
  await users("add", "bob", "operator");
  await using edge = await startAccounts({ dataDir });
  const token = (user: string) =>
    edge.accounts.issueToken({ user, label: `of ${user}`, role: "viewer", days: 1 }).secret;
  const [ann, bob] = [token("ann"), token("bob")];
  await users("password", "bob");
  expect(said).toContain("Revoked API tokens: of bob.");
  expect([edge.accounts.identify({ token: bob }), edge.accounts.identify({ token: ann })?.user]).toEqual([
    undefined,
    "ann",
  ]);
  const second = token("bob");
  await users("remove", "bob");
  expect(edge.accounts.identify({ token: second })).toBeUndefined();
  await edge.accounts.recordOutside();
  expect(edge.acts.slice(-2)).toMatchObject([
    { action: "user.password", target: "bob", after: { revokedTokens: ["of bob"] } },
    { action: "user.remove", target: "bob", after: { revokedTokens: ["of bob"] } },
  ]);
});

it("[S2] [U1] gemba users invite prints a link that works once", async () => {
  await users("invite", "operator");
  const secret = /^ {2}http:\/\/127\.0\.0\.1:8080\/#\/overview\?invitation=([\w-]{43})$/m.exec(said)?.[1] as string;
  await using edge = await startAccounts({ dataDir });
  expect(await edge.accounts.acceptInvitation({ secret, name: "ann", password: PASSWORD }, "here")).toMatchObject({
    identity: { user: "ann", role: "operator" },
  });
});

it.each([
  [["dance"], "must be list"],
  [["add"], "name the user"],
  [["add", "ann"], "A role is one of"],
  [["add", "ann", "boss"], 'not "boss"'],
  [["password", "nobody"], "there is no user nobody"],
  [["invite", "boss"], 'not "boss"'],
])("gemba users %j gives the remedy", async (words, text) => {
  await expect(users(...words)).rejects.toThrow(text);
});

it("[CV8] users of a hub get rights by site, which count at once, and a link for a new user carries them", async () => {
  await users("add", "ann", "admin");
  await users("add", "bob", "operator", "--sites", "all:view,edge-1:act");
  await using hub = await startAccounts({ dataDir });
  const { secret } = hub.accounts.issueToken({ user: "bob", label: "t", role: "admin", days: 1 });
  const bob = () => hub.accounts.identify({ token: secret });
  expect(bob()).toMatchObject({
    role: "operator",
    sites: { all: "view", sites: [{ edgeId: "edge-1", right: "act" }] },
  });
  await users("sites", "bob", "none");
  expect(bob()?.sites).toEqual({ all: "none", sites: [] });
  await users("list");
  expect(said).toContain("bob  sites none");
  await expect(users("sites", "bob", "everything")).rejects.toThrow("are no rights");
  await expect(users("sites", "nobody", "none")).rejects.toThrow("no user nobody");
  await users("invite", "viewer", "--sites", "edge-2:view");
  const invitation = /invitation=(\S+)/.exec(said)?.[1] as string;
  const joined = { secret: invitation, name: "eve", password: "another good password" };
  expect(await hub.accounts.acceptInvitation(joined, "here")).toMatchObject({
    identity: { user: "eve", role: "viewer", sites: { all: "none", sites: [{ edgeId: "edge-2", right: "view" }] } },
  });
  await hub.accounts.recordOutside();
  expect(hub.acts.map(({ action }) => action)).toContain("user.sites");
});
