import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PasswordHasher, SCRYPT_COST } from "../../../edge/access/password.ts";
import { withAct, withoutUser, withUser } from "../../../edge/access/people.ts";
import { UserFile } from "../../../edge/access/user-file.ts";
import { CHEAP, PASSWORD, startAccounts } from "../../fakes/access/accounts.ts";
import { STEPS } from "../../fakes/clock/clocks.ts";

const HOUR = 3600e6;

it("[S3] [U3] passwords are hashed by scrypt with salt and cost; equal ones differ", async () => {
  const hasher = new PasswordHasher(CHEAP);
  const [one, two] = [await hasher.hash(PASSWORD), await hasher.hash(PASSWORD)];
  expect(one).toMatchObject(CHEAP);
  expect(one.hash).not.toBe(two.hash);
  expect(await hasher.verify(PASSWORD, one)).toBe(true);
  expect(await hasher.verify(`${PASSWORD}!`, one)).toBe(false);
  expect(await hasher.verify(PASSWORD, undefined)).toBe(false);
  // The production cost, once: it needs 32 MiB.
  expect(await new PasswordHasher(SCRYPT_COST).verify(PASSWORD, one)).toBe(true);
  expect(await new PasswordHasher(SCRYPT_COST).hash("密码很长也可以用汉字写出来")).toMatchObject({
    N: 32_768,
    r: 8,
    p: 3,
  });
});

it.each([
  ["elevenchars", false],
  ["twelve chars", true],
  ["aaaaaaaaaaaa", true],
  ["é".normalize("NFD").repeat(6), false],
  ["x".repeat(257), false],
])("[U4] the password %j is taken: %s", async (password, isTaken) => {
  const hash = new PasswordHasher(CHEAP).hash(password);
  if (isTaken) await expect(hash).resolves.toBeDefined();
  else await expect(hash).rejects.toThrow("characters");
});

it("[S4] [U8] row 7: users can sign in from known addresses, however many guesses there are", async () => {
  await using people = await startAccounts();
  await people.add("ann", "viewer");
  await people.session("ann");
  const guesses = Array.from({ length: 100 }, (_, i) =>
    people.accounts.signIn(`name-${i}`, "a guess", `10.0.0.${i}`).catch((error: unknown) => error),
  );
  const mine = people.accounts.signIn("ann", PASSWORD, "address of ann");
  expect(await mine).toMatchObject({ kind: "signed-in" });
  const answers = await Promise.all(guesses);
  expect(answers.filter((one) => one instanceof Error)).toHaveLength(84);
});

it("[S4] [U8] guesses queue, and beyond sixteen they are refused", async () => {
  const hasher = new PasswordHasher(CHEAP);
  const results = await Promise.allSettled(Array.from({ length: 100 }, () => hasher.verify("guess", undefined)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(16);
  expect(await hasher.verify("guess", undefined)).toBe(false);
});

it("[U5] users survive a restart, sessions do not; only the owner can read the file", async () => {
  await using fake = await startAccounts();
  await fake.add("李明", "operator");
  const session = await fake.session("李明");
  expect(fake.accounts.identify({ session })).toEqual({ user: "李明", role: "operator", via: "session" });
  const again = await startAccounts({ dataDir: fake.dataDir });
  expect(again.accounts.users()).toMatchObject([{ name: "李明", role: "operator" }]);
  expect(again.accounts.identify({ session })).toBeUndefined();
  expect(statSync(join(fake.dataDir, "users.json")).mode & 0o077).toBe(0);
});

it("[S3] [U5] the file contains no secret", async () => {
  await using fake = await startAccounts();
  await fake.add("ann", "admin");
  const { secret } = fake.accounts.issueToken({ user: "ann", label: "export", role: "viewer", days: 1 });
  const invitation = fake.accounts.invite("admin");
  const text = readFileSync(join(fake.dataDir, "users.json"), "utf8");
  for (const one of [PASSWORD, secret, secret.replace("gemba_", ""), invitation]) expect(text).not.toContain(one);
  expect(Buffer.from(secret.replace("gemba_", ""), "base64url")).toHaveLength(32);
});

it("[U6] a session ends when idle for an hour, at its maximum age, at sign-out, with password or user", async () => {
  await using fake = await startAccounts({ sessionHours: 3 });
  await fake.add("root", "admin");
  await fake.add("ann", "operator");
  const lives = (session: string) => fake.accounts.identify({ session }) !== undefined;
  const rested = await fake.session("ann");
  fake.now += HOUR + 1;
  expect(lives(rested)).toBe(false);

  const old = await fake.session("ann");
  for (let i = 0; i < 6; i++) {
    expect(lives(old)).toBe(true);
    fake.now += HOUR / 2;
  }
  fake.now += 1;
  expect(lives(old)).toBe(false);

  const left = await fake.session("ann");
  fake.accounts.signOut(left);
  expect(lives(left)).toBe(false);

  const before = await fake.session("ann");
  await fake.accounts.changeUser("ann", { password: `${PASSWORD} 2` });
  expect(lives(before)).toBe(false);

  const root = await fake.session("root");
  await fake.add("second", "admin");
  fake.accounts.removeUser("root");
  expect(lives(root)).toBe(false);
});

it("[S3] [U7] a token has the rights of its role, never more than its user; it expires, or is revoked", async () => {
  await using fake = await startAccounts();
  await fake.add("root", "admin");
  await fake.add("ann", "engineer");
  const issue = (role: "viewer" | "engineer") => fake.accounts.issueToken({ user: "ann", label: "x", role, days: 2 });
  const roleOf = (token: string) => fake.accounts.identify({ token })?.role;
  const [viewer, engineer] = [issue("viewer"), issue("engineer")];
  expect([roleOf(viewer.secret), roleOf(engineer.secret)]).toEqual(["viewer", "engineer"]);
  await fake.accounts.changeUser("ann", { role: "operator" });
  expect([roleOf(viewer.secret), roleOf(engineer.secret)]).toEqual(["viewer", "operator"]);
  fake.accounts.revokeToken(engineer.token.id);
  expect([roleOf(viewer.secret), roleOf(engineer.secret)]).toEqual(["viewer", undefined]);
  fake.now += 48 * HOUR;
  expect(roleOf(viewer.secret)).toBeUndefined();
  const last = issue("viewer");
  fake.accounts.removeUser("ann");
  expect(roleOf(last.secret)).toBeUndefined();
});

it("[U1] a one-time link creates one user, within a day", async () => {
  await using fake = await startAccounts({ isRequired: true });
  expect(fake.accounts.isAsked).toBe(true);
  const secret = fake.accounts.invite("admin");
  const accept = (name: string, password = PASSWORD) =>
    fake.accounts.acceptInvitation({ secret, name, password }, "127.0.0.1");
  // A refused password does not use the link up.
  await expect(accept("ann", "short")).rejects.toThrow("12 characters");
  expect(await accept("ann")).toMatchObject({ kind: "signed-in", identity: { user: "ann", role: "admin" } });
  expect(await accept("eve")).toEqual({ kind: "wrong" });
  const late = fake.accounts.invite("admin");
  fake.now += 24 * HOUR;
  expect(await fake.accounts.acceptInvitation({ secret: late, name: "eve", password: PASSWORD }, "127.0.0.1")).toEqual({
    kind: "wrong",
  });
});

it("[U9] the only admin cannot be removed; names that look alike are one user", async () => {
  await using fake = await startAccounts();
  await fake.add("Ann", "admin");
  await expect(fake.add("ann", "viewer")).rejects.toThrow("already");
  await expect(fake.add("ａnn", "viewer")).rejects.toThrow("already");
  for (const name of ["local", "", "a b", "../x", "a\nb"])
    await expect(fake.add(name, "viewer"), name).rejects.toThrow("name");
  expect(() => fake.accounts.removeUser("Ann")).toThrow("only admin");
  await expect(fake.accounts.changeUser("Ann", { role: "engineer" })).rejects.toThrow("only admin");
});

it("[S16] [U9] names from outside are never keys of an object", async () => {
  await using fake = await startAccounts();
  await fake.add("constructor", "viewer");
  expect(await fake.accounts.signIn("toString", PASSWORD, "a")).toEqual({ kind: "wrong" });
  expect(await fake.accounts.signIn("constructor", PASSWORD, "a")).toMatchObject({ kind: "signed-in" });
});

it("[U10] changes by gemba users take effect at once in a running edge, which records them once", async () => {
  await using fake = await startAccounts();
  await fake.add("root", "admin");
  await fake.add("ann", "viewer");
  const session = await fake.session("ann");
  const cli = new UserFile(fake.dataDir);
  cli.change((people) => withAct(withoutUser(people, "ann"), { action: "user.remove", target: "ann" }));
  expect(fake.accounts.identify({ session })).toBeUndefined();
  await Promise.all([fake.accounts.recordOutside(), fake.accounts.recordOutside()]);
  await fake.accounts.recordOutside();
  expect(fake.acts).toEqual([
    {
      action: "user.remove",
      target: "ann",
      result: "done",
      principal: { user: "local", role: "local", origin: "cli" },
    },
  ]);
  expect(cli.read().unrecorded).toEqual([]);
});

it("[U10] two processes never change the users at the same time; the lock of a dead one does not block", async () => {
  await using fake = await startAccounts();
  const lock = join(fake.dataDir, "users.json.lock");
  writeFileSync(lock, "");
  await expect(fake.add("ann", "admin")).rejects.toThrow("try again");
  const long = new Date(Date.now() - 60_000);
  utimesSync(lock, long, long);
  await fake.add("ann", "admin");
  expect(new UserFile(fake.dataDir).read().users).toHaveLength(1);
});

it("[TW9] [U10] the lock of a dead process does not block after the wall clock was set back", async () => {
  await using fake = await startAccounts();
  const lock = join(fake.dataDir, "users.json.lock");
  writeFileSync(lock, "");
  const ahead = new Date(Date.now() + 2 * 3600e3);
  utimesSync(lock, ahead, ahead);
  await fake.add("ann", "admin");
  expect(new UserFile(fake.dataDir).read().users).toHaveLength(1);
});

it.each(STEPS)("[TW9] [U8] a wall clock set %s changes no wait after failed sign-ins", async (_how, stepMs) => {
  let elapsed = 0;
  await using fake = await startAccounts({ elapsed: () => elapsed });
  await fake.add("ann", "operator");
  for (let i = 0; i < 10; i++) await fake.accounts.signIn("ann", "a wrong password", "10.0.0.7");
  fake.now += stepMs * 1000;
  expect(await fake.accounts.signIn("ann", PASSWORD, "10.0.0.7")).toEqual({ kind: "locked", waitS: 30 });
  elapsed += 30e6;
  expect(await fake.accounts.signIn("ann", PASSWORD, "10.0.0.7")).toMatchObject({ kind: "signed-in" });
});

it("[U5] with a damaged file nobody can sign in", async () => {
  await using fake = await startAccounts();
  await fake.add("ann", "admin");
  const session = await fake.session("ann");
  writeFileSync(join(fake.dataDir, "users.json"), "{}");
  expect(() => fake.accounts.isAsked).toThrow("nobody can sign in");
  expect(() => fake.accounts.identify({ session })).toThrow("nobody can sign in");
});

it("[U5] a change that failed changes nothing", async () => {
  await using fake = await startAccounts();
  const file = new UserFile(fake.dataDir);
  const password = await new PasswordHasher(CHEAP).hash(PASSWORD);
  file.change((people) => withUser(people, { name: "ann", role: "admin", password, now: 1 }));
  const before = readFileSync(file.path, "utf8");
  expect(() => file.change((people) => withUser(people, { name: "ann", role: "admin", password, now: 1 }))).toThrow(
    "already",
  );
  expect(readFileSync(file.path, "utf8")).toBe(before);
  file.change((people) => withUser(people, { name: "bob", role: "viewer", password, now: 1 }));
});
