import { pino } from "pino";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createDirectory } from "../../../../edge/access/directory/directory.ts";
import type { Directory } from "../../../../edge/contracts/access/access.ts";
import type { DirectoryConfig } from "../../../../edge/contracts/access/sign-in-config.ts";
import { startAccounts } from "../../../fakes/access/accounts.ts";
import { hasOpenssl } from "../../../fakes/access/certificates.ts";
import { done, entry, SEARCH, startLdap } from "../../../fakes/access/ldap-server.ts";
import { BASE, hasSlapd, READER, type Slapd, startSlapd } from "../../../fakes/access/slapd.ts";

const GROUP_FILTER = "(|(member={dn})(memberUid={name}))";
let slapd: Slapd | undefined;
const lines: string[] = [];
beforeAll(async () => {
  if (hasSlapd && hasOpenssl) slapd = await startSlapd();
});
afterAll(async () => await slapd?.[Symbol.asyncDispose]());

function directoryOf(over: Partial<DirectoryConfig> = {}): Directory {
  const config: DirectoryConfig = {
    label: "Plant",
    urls: [slapd?.ldaps ?? ""],
    transport: "tls",
    ca: slapd?.ca ?? "",
    bindDn: READER.dn,
    bindPassword: READER.password,
    base: BASE,
    userFilter: "(&(objectClass=inetOrgPerson)(uid={name}))",
    nameAttribute: "uid",
    idAttribute: "entryUUID",
    groups: { from: "memberOf", filter: GROUP_FILTER },
    roles: [
      { group: `CN=Operators, ${BASE.toUpperCase()}`, role: "operator" },
      { group: `cn=night\\, shift,${BASE}`, role: "maintainer" },
    ],
    recheckMinutes: 15,
    ...over,
  };
  return createDirectory(config, pino({ level: "trace" }, { write: (line: string) => void lines.push(line) }));
}

it.runIf(hasSlapd && hasOpenssl).each([
  ["LDAPS", () => ({}), "operator"],
  ["StartTLS", () => ({ urls: [slapd?.ldap ?? ""] }), "operator"],
  ["loopback without TLS", () => ({ urls: [slapd?.ldap ?? ""], transport: "plain" as const }), "operator"],
  ["the second server", () => ({ urls: ["ldaps://127.0.0.1:9", slapd?.ldaps ?? ""] }), "operator"],
  ["a search for groups", () => ({ groups: { from: "search" as const, filter: GROUP_FILTER } }), "maintainer"],
])("[U22] [U23] [U24] OpenLDAP lets people in by %s, with the role of their groups", async (_how, over, role) => {
  const directory = directoryOf(over());
  const ann = await directory.signIn("ann", "ann's word");
  expect(ann).toMatchObject({
    name: "ann",
    role,
    issuer: `ldap:${BASE}`,
    subject: expect.stringMatching(/^[0-9a-f]+$/),
  });
  expect(await directory.signIn("ann", "another word")).toBeUndefined();
  expect(await directory.signIn("ann", "")).toBeUndefined();
  expect(await directory.signIn("nobody", "ann's word")).toBeUndefined();
  expect(await directory.signIn("*", "ann's word")).toBeUndefined();
  await expect(directory.signIn("bo", "bo's word")).rejects.toMatchObject({ code: "forbidden" });
  const roles = await directory.rolesOf([ann?.subject ?? "", "00"]);
  expect([...roles.values()]).toEqual([role, undefined]);
});

it.runIf(hasSlapd && hasOpenssl).each([
  ["a certificate of another authority", () => ({ ca: undefined })],
  ["a wrong service account", () => ({ bindPassword: "wrong" })],
  ["an address where nobody is", () => ({ urls: ["ldaps://127.0.0.1:9"] })],
])("[U26] with %s local users still sign in, and others learn why they cannot", async (_why, over) => {
  await using people = await startAccounts({ directory: directoryOf(over() as Partial<DirectoryConfig>) });
  await people.add("eve", "admin");
  expect(await people.session("eve")).toMatch(/./);
  await expect(people.accounts.signIn("ann", "ann's word", "here")).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/Plant does not answer.*Users of the edge itself still can/),
  });
  expect(lines.join("")).not.toMatch(/'s word/);
});

it("[U24] members of members are found by Active Directory's rule", async () => {
  await using server = await startLdap((request) => {
    if (request.tag !== SEARCH) return done(request);
    const isForGroups = request.bytes.includes("1.2.840.113556.1.4.1941");
    const person = { uid: ["ann"], entryUUID: ["1"] };
    const found = isForGroups ? entry(request.id, `cn=operators,${BASE}`) : entry(request.id, "cn=ann", person);
    return Buffer.concat([found, done(request)]);
  });
  const groups = { from: "nested" as const, filter: GROUP_FILTER };
  const directory = directoryOf({ urls: [server.url], transport: "plain", groups });
  expect(await directory.signIn("ann", "a word")).toMatchObject({ role: "operator" });
  expect(server.requests[2]?.bytes.includes("cn=ann")).toBe(true);
});

it("[U23] two people whom the filter finds, and one without a name in the directory, are nobody", async () => {
  const names = [["cn=a", "cn=b"], [""]];
  for (const found of names) {
    await using server = await startLdap((request) =>
      Buffer.concat([
        ...(request.tag === SEARCH ? found.map((dn) => entry(request.id, dn, { uid: ["ann"] })) : []),
        done(request),
      ]),
    );
    expect(await directoryOf({ urls: [server.url], transport: "plain" }).signIn("ann", "a word")).toBeUndefined();
    expect(server.requests).toHaveLength(2);
  }
});

/** A directory whose answers the test sets. */
function setDirectory() {
  const person = { name: "ann", role: "operator", issuer: "ldap:x", subject: "01" } as const;
  const now = { role: "operator" as "operator" | "viewer" | undefined, isAway: false };
  const away = () => Object.assign(new Error("away"), { code: "unavailable" });
  const directory: Directory = {
    label: "Plant",
    issuer: "ldap:x",
    async signIn(name, password) {
      if (now.isAway) throw away();
      return name === person.name && password === "right" ? { ...person, role: now.role ?? "viewer" } : undefined;
    },
    async rolesOf(subjects) {
      if (now.isAway) throw away();
      return new Map(subjects.map((one) => [one, now.role]));
    },
  };
  return { now, directory };
}

async function signedIn() {
  const { now, directory } = setDirectory();
  const people = await startAccounts({ directory });
  onTestFinished(async () => await people[Symbol.asyncDispose]());
  const result = await people.accounts.signIn("ann", "right", "here");
  if (result.kind !== "signed-in") throw new Error(result.kind);
  const token = people.accounts.issueToken({ user: "ann", label: "t", role: "operator", days: 1 }).secret;
  const rolesNow = () => [{ session: result.session }, { token }].map((one) => people.accounts.identify(one)?.role);
  return { people, now, rolesNow };
}

it("[U26] sessions and tokens follow the groups, and rest while no group gives a role", async () => {
  const { people, now, rolesNow } = await signedIn();
  expect(rolesNow()).toEqual(["operator", "operator"]);
  now.role = "viewer";
  await people.accounts.readDirectory();
  expect(rolesNow()).toEqual(["viewer", "viewer"]);
  now.role = undefined;
  await people.accounts.readDirectory();
  await people.accounts.readDirectory();
  expect(rolesNow()).toEqual([undefined, undefined]);
  now.role = "operator";
  await people.accounts.readDirectory();
  expect(rolesNow()).toEqual(["operator", "operator"]);
  expect(people.acts.map(({ action, target, before, after }) => ({ action, target, before, after }))).toEqual([
    { action: "user.role", target: "ann", before: { role: "operator" }, after: { role: "viewer" } },
    { action: "user.role", target: "ann", before: { role: "viewer" }, after: { role: null } },
    { action: "user.role", target: "ann", before: { role: null }, after: { role: "operator" } },
  ]);
});

it("[U26] while the directory is away, the roles of the last reading count, and no attempt does", async () => {
  const { people, now, rolesNow } = await signedIn();
  now.isAway = true;
  await expect(people.accounts.readDirectory()).rejects.toThrow("away");
  expect(rolesNow()).toEqual(["operator", "operator"]);
  for (let i = 0; i < 20; i++) await expect(people.accounts.signIn("ann", "right", "there")).rejects.toThrow("away");
  now.isAway = false;
  expect((await people.accounts.signIn("ann", "right", "there")).kind).toBe("signed-in");
});

it("[U8] [U23] guesses at the directory are slowed down as others are, and a local name never gets there", async () => {
  const { people } = await signedIn();
  await people.add("eve", "operator");
  expect((await people.accounts.signIn("eve", "right", "there")).kind).toBe("wrong");
  for (let i = 0; i < 10; i++) expect((await people.accounts.signIn("ann", "wrong", "there")).kind).toBe("wrong");
  expect((await people.accounts.signIn("ann", "right", "there")).kind).toBe("locked");
});
