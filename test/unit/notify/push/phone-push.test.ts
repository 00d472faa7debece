import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type ChannelConfig, channelProblems } from "../../../../edge/notify/config.ts";
import { S } from "../../detect/bench-plant.ts";
import { NotifierBench, until } from "../notifier-bench.ts";
import { Phone, vapidClaims } from "./phone.ts";

const bench = new NotifierBench();
const DAY = 86_400 * S;
const CONTACT = "mailto:it@plant.example";

function pushChannel(more: Partial<ChannelConfig> = {}): ChannelConfig {
  const { url: _, secret: __, ...bare } = bench.channel({ id: "phones", kind: "push" });
  return { ...bare, push: { hosts: ["127.0.0.1"], contact: CONTACT }, ...more };
}
const phoneAt = (path: string) => new Phone(new URL(path, bench.channel().url).href);

/** Takes messages as a push service does. */
function takePosts(statusOf: (path: string) => number = () => 201) {
  const got: { path: string; headers: Record<string, unknown>; body: Buffer }[] = [];
  bench.answerBy(async (request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    await once(request, "end");
    const path = request.url ?? "";
    got.push({ path, headers: request.headers, body: Buffer.concat(pieces) });
    response.writeHead(statusOf(path)).end();
  });
  return got;
}

it("[N44] [N45] [N47] a phone gets the uid of an alarm and nothing else, signed by the edge", async () => {
  const got = takePosts();
  const notifier = await bench.start(pushChannel());
  const phone = phoneAt("/push/ann");
  expect(notifier.subscribePush(phone.subscription("phones"), "ann")).toBe("added");
  expect(notifier.subscribePush(phone.subscription("phones"), "ann")).toBe("renewed");
  bench.raise("mild", { severity: 100 });
  bench.raise("hot", { severity: 900 });
  await until(() => expect(got).toHaveLength(1));
  const [alert] = bench.book.standing().filter(({ rule }) => rule === "hot");
  const [{ body, headers }] = got as [(typeof got)[0]];
  expect(JSON.parse(phone.read(body))).toEqual({ id: alert?.alertUid });
  expect(headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "86400", urgency: "high" });
  const claims = vapidClaims(String(headers["authorization"]));
  expect(claims).toMatchObject({ aud: new URL(phone.endpoint).origin, sub: CONTACT });
  expect(claims.exp - bench.now / 1e6).toBeLessThanOrEqual(24 * 3600);
  expect(notifier.pushOffer()).toEqual({
    publicKey: claims.key,
    channels: [{ id: "phones", sends: "alarms", priorities: [1, 2] }],
  });
  expect(notifier.channels()[0]).toMatchObject({ target: "→ 1" });
  for (const file of ["push.key", "push.json"]) expect(statSync(join(bench.dir, file)).mode & 0o777).toBe(0o600);
});

it("[N44] without a channel for phones there is no key, no file and no offer", async () => {
  const notifier = await bench.start(bench.channel());
  expect(notifier.pushOffer()).toBeUndefined();
  expect(() => notifier.subscribePush(phoneAt("/x").subscription("hook"), "ann")).toThrow("no channel hook for phones");
  for (const file of ["push.key", "push.json"]) expect(() => statSync(join(bench.dir, file))).toThrow("ENOENT");
});

it("[N46] a phone whose push service is not on the list, or whose keys are none, is refused", async () => {
  const notifier = await bench.start(pushChannel());
  const phone = phoneAt("/x").subscription("phones");
  const elsewhere = { ...phone, endpoint: "https://push.example/secret-of-ann" };
  expect(() => notifier.subscribePush(elsewhere, "ann")).toThrow(/\(push\.example\) is not among/);
  expect(() => notifier.subscribePush({ ...phone, auth: "short" }, "ann")).toThrow("not those of a push subscription");
});

it("[N48] a subscription that the browser has ended is removed, and its phone is no failure", async () => {
  const got = takePosts((path) => (path === "/gone" ? 410 : 201));
  const notifier = await bench.start(pushChannel());
  for (const path of ["/gone", "/here"]) notifier.subscribePush(phoneAt(path).subscription("phones"), "ann");
  bench.raise("hot");
  await until(() => expect(notifier.channels()[0]).toMatchObject({ sent: 1, target: "→ 1" }));
  expect(got.map(({ path }) => path).sort()).toEqual(["/gone", "/here"]);
  expect(readFileSync(join(bench.dir, "push.json"), "utf8")).not.toContain("/gone");
});

it("[N48] a phone that its service does not take is tried again alone, and named by its host", async () => {
  let isAway = true;
  const got = takePosts((path) => (path === "/away" && isAway ? 503 : 201));
  const notifier = await bench.start(pushChannel());
  for (const path of ["/away", "/here"]) notifier.subscribePush(phoneAt(path).subscription("phones"), "ann");
  bench.raise("hot");
  await until(() => expect(notifier.channels()[0]?.problem).toMatch(/^1 of 2 phones were not reached: 127\.0\.0\.1/));
  expect(notifier.channels()[0]?.problem).not.toContain("/away");
  isAway = false;
  bench.now += 2 * S;
  await until(() => expect(notifier.channels()[0]).toMatchObject({ sent: 1, waiting: 0 }));
  expect(got.map(({ path }) => path).sort()).toEqual(["/away", "/away", "/here"]);
});

it("[N49] subscriptions last over a restart, end by their page, and after 60 days without it", async () => {
  const got = takePosts();
  const first = await bench.start(pushChannel());
  for (const path of ["/a", "/b", "/c"]) first.subscribePush(phoneAt(path).subscription("phones"), "ann");
  await first.close();
  const again = await bench.start(pushChannel());
  expect(again.unsubscribePush(phoneAt("/a").endpoint, "phones")).toBe(true);
  expect(again.unsubscribePush(phoneAt("/a").endpoint, "phones")).toBe(false);
  bench.now += 59 * DAY;
  again.subscribePush(phoneAt("/b").subscription("phones"), "ann");
  bench.now += 2 * DAY;
  bench.raise("hot");
  await until(() => expect(again.channels()[0]).toMatchObject({ sent: 1, target: "→ 1" }));
  expect(got.map(({ path }) => path)).toEqual(["/b"]);
});

it("[N49] one person has ten phones at most", async () => {
  const notifier = await bench.start(pushChannel());
  for (let i = 0; i < 10; i++) notifier.subscribePush(phoneAt(`/${i}`).subscription("phones"), "ann");
  expect(() => notifier.subscribePush(phoneAt("/x").subscription("phones"), "ann")).toThrow(/10 of one person/);
  expect(notifier.subscribePush(phoneAt("/x").subscription("phones"), "bo")).toBe("added");
});

it("[N9] [N47] gemba check names a channel for phones without push services, and one with links", () => {
  const { push: _, ...bare } = pushChannel();
  const links = pushChannel({ id: "links", acknowledge: { minutes: 5 } });
  const problems = channelProblems({ channels: [bare, links], viewer: "https://gemba.example" });
  expect(problems.map(({ code }) => code)).toEqual(["channel-no-push", "channel-push-links"]);
});
