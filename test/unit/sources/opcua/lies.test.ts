/**
 * Wrong answers of servers to Publish and Republish (OPC 10000-4, 5.14.5 and 5.14.6). Samples are numbered: each is
 * taken or is in a declared span, none comes twice, and the requests are bounded.
 */
import type { DataChangeNotification } from "node-opcua";
import { expect, it, vi } from "vitest";
import { PublishLoop } from "../../../../edge/sources/opcua/subscribe/publish-loop.ts";
import { SessionPort } from "../../../../edge/sources/opcua/subscribe/publish-port.ts";
import { subscriptionAt } from "../../../../edge/sources/opcua/subscribe/subscription.ts";
import { EVERY_MS, LyingServer, type Message, SUBSCRIPTION, T0, timeOf } from "../../../fakes/opcua/lying-server.ts";

const KEEP_ALIVE_MS = 250;

function run(last = 0) {
  const server = new LyingServer();
  const taken: number[] = [];
  const named: { from: number; to: number }[] = [];
  const gone: string[] = [];
  const loop = new PublishLoop(server.session, new SessionPort(server.session), {
    onValues: (notification) => {
      const { monitoredItems } = notification as DataChangeNotification;
      taken.push(...(monitoredItems ?? []).map(({ value }) => value.value.value as number));
    },
    onEvents: () => undefined,
    onResponse: () => undefined,
    onMissed: ({ from, to }) => void named.push({ from: from / 1000, to: to / 1000 }),
    onGone: (reason) => void gone.push(reason),
  });
  const held = {
    id: SUBSCRIPTION,
    everyMs: EVERY_MS,
    publishingMs: EVERY_MS,
    keepAliveMs: KEEP_ALIVE_MS,
    sequence: last,
    publishedAt: timeOf(last) * 1000,
  };
  const subscription = subscriptionAt(held);
  loop.add([subscription]);
  /** Samples up to this one that were neither taken nor declared. */
  const undeclared = (upTo: number): number[] =>
    Array.from({ length: upTo - last }, (_, i) => last + 1 + i).filter(
      (sample) =>
        !taken.includes(sample) && !named.some(({ from, to }) => from <= timeOf(sample) && timeOf(sample) <= to),
    );
  const message = (sequence: number, more: Partial<Message> = {}): Message => ({
    sequence,
    samples: [sequence],
    ...more,
  });
  return { server, loop, subscription, taken, named, gone, undeclared, message };
}

type Rig = ReturnType<typeof run>;

function twice(taken: readonly number[]): number[] {
  return taken.filter((sample, i) => taken.indexOf(sample) !== i);
}

/** Three messages arrive, the link is lost while the server sends seven more, and from the eleventh on it is back. */
async function cut(rig: Rig, onRepublish: LyingServer["onRepublish"]): Promise<void> {
  const { server, loop, message } = rig;
  for (const sequence of [1, 2, 3]) server.send(message(sequence));
  server.fail("Connection Break");
  loop.pause();
  server.onRepublish = onRepublish;
  await loop.resume();
  for (const sequence of [11, 12]) server.send(message(sequence));
  await vi.waitFor(() => expect(rig.undeclared(12)).toEqual([]), { timeout: 12_000 });
}

const REPUBLISH: Readonly<Record<string, LyingServer["onRepublish"]>> = {
  "Good and an empty message, for ever": () => ({ sequence: 0, samples: [], at: T0 + 60_000 }),
  "Good and an empty message with the requested number": (sequence) => ({
    sequence,
    samples: [],
    at: T0 + 60_000,
  }),
  "another message than the requested one": (sequence) => ({ sequence: sequence + 1, samples: [sequence + 1] }),
  "the last message, for ever": () => ({ sequence: 3, samples: [3] }),
  "the same message under each requested number": (sequence) => ({
    sequence,
    samples: [3],
    at: timeOf(3) + 10,
  }),
  BadMessageNotAvailable: () => "BadMessageNotAvailable (0x807b0000)",
  BadServiceUnsupported: () => "BadServiceUnsupported (0x800b0000)",
  BadInternalError: () => "BadInternalError (0x80020000)",
  "every second message": (sequence) =>
    sequence <= 10 && sequence % 2 === 0 ? { sequence, samples: [sequence] } : "BadMessageNotAvailable",
  "every message": (sequence) => (sequence <= 10 ? { sequence, samples: [sequence] } : "BadMessageNotAvailable"),
};

it.each(Object.entries(REPUBLISH))(
  "[F17] Republish answered with %s: bounded, nothing undeclared, nothing twice",
  async (name, answer) => {
    const rig = run();
    await cut(rig, answer);
    expect(rig.server.asked.length).toBeLessThanOrEqual(2000);
    expect(twice(rig.taken).filter((sample) => sample !== 3 || !name.startsWith("the same"))).toEqual([]);
    expect(rig.gone).toEqual([]);
    if (name === "every message") expect(rig.named).toEqual([]);
  },
);

it("[F17] Good without a message is not a message: one request, and the last message's time stays", async () => {
  const { server, loop, subscription, message } = run();
  for (const sequence of [1, 2, 3]) server.send(message(sequence));
  const before = subscription.publishedAt;
  loop.pause();
  server.onRepublish = () => ({ sequence: 0, samples: [], at: T0 + 60_000 });
  await loop.resume();
  expect(server.asked).toEqual([4]);
  expect(subscription.publishedAt).toBe(before);
});

it("[F17] an unanswered Republish delays live values by one keep-alive, and is given up once", async () => {
  const { server, loop, message, undeclared } = run();
  for (const sequence of [1, 2, 3]) server.send(message(sequence));
  server.fail("Connection Break");
  server.onRepublish = () => undefined;
  await loop.resume();
  server.send(message(11));
  await vi.waitFor(() => expect(undeclared(11)).toEqual([]), { timeout: 12_000 });
  expect(server.asked.length).toBeLessThanOrEqual(3);
});

it("[F3] a link that reconnects each time without a publish response does not count as live", async () => {
  const { server, loop, subscription, message } = run();
  server.send(message(1));
  loop.pause();
  await loop.resume();
  subscription.heardAt = -1;
  loop.pause();
  await loop.resume();
  expect(subscription.heardAt).toBe(-1);
});

/** Sent messages, the newest sample that must be accounted for, and samples that may come twice. */
const PUBLISH: Readonly<Record<string, (rig: Rig) => { upTo: number; repeats?: readonly number[] }>> = {
  "a number that was used before": ({ server, message }) => {
    for (const sequence of [1, 2, 2, 1, 3]) server.send(message(sequence));
    return { upTo: 3 };
  },
  "numbers that jump ahead": ({ server, message }) => {
    for (const sequence of [1, 2, 9]) server.send(message(sequence));
    return { upTo: 9 };
  },
  "numbers that jump ahead by a million": ({ server, message }) => {
    server.send(message(1));
    server.send(message(1_000_001, { samples: [5] }));
    server.send(message(1_000_002, { samples: [6] }));
    return { upTo: 6 };
  },
  "a count that restarts at 1": ({ server, message }) => {
    for (const sequence of [1, 2, 3, 4, 5]) server.send(message(sequence));
    for (const sequence of [1, 2, 3]) server.send(message(sequence, { samples: [sequence + 8] }));
    return { upTo: 11 };
  },
  "a count that restarts without publish times": ({ server, message }) => {
    for (const sequence of [1, 2, 3, 4, 5]) server.send(message(sequence, { at: null }));
    for (const sequence of [1, 2, 3, 4]) server.send(message(sequence, { samples: [sequence + 8], at: null }));
    return { upTo: 12 };
  },
  "number 0 each time": ({ server, message }) => {
    for (const sample of [1, 2, 3, 4]) server.send(message(0, { samples: [sample] }));
    return { upTo: 4 };
  },
  "number 1 each time": ({ server, message }) => {
    for (const sample of [1, 2, 3, 4, 5, 6, 7, 8]) server.send(message(1, { samples: [sample] }));
    return { upTo: 8 };
  },
  "keep-alives with a number that is too high": ({ server, message }) => {
    server.send(message(1));
    for (let i = 0; i < 20; i++) {
      server.send(message(100 + i, { samples: [], at: timeOf(1) + 20 }));
      server.send(message(2 + i));
    }
    return { upTo: 21 };
  },
  "keep-alives with the number of the last message": ({ server, message }) => {
    for (const sequence of [1, 2, 3]) {
      server.send(message(sequence));
      server.send(message(sequence, { samples: [] }));
    }
    return { upTo: 3 };
  },
  "keep-alives with number 0": ({ server, message }) => {
    server.send(message(1));
    server.send(message(0, { samples: [], at: timeOf(1) + 20 }));
    server.send(message(2));
    return { upTo: 2 };
  },
  "available sequence numbers that it never sent": ({ server, message }) => {
    for (const sequence of [1, 2, 3]) server.send(message(sequence, { available: [900, 901, 902] }));
    return { upTo: 3 };
  },
  "an older message after a newer one": ({ server, message }) => {
    for (const sequence of [1, 3, 2, 4]) server.send(message(sequence));
    return { upTo: 4 };
  },
  "an unknown subscription": ({ server, message }) => {
    server.send(message(1));
    server.send(message(1, { subscriptionId: 99, samples: [50] }));
    server.send(message(2));
    return { upTo: 2 };
  },
};

it.each(Object.entries(PUBLISH))(
  "[F17] Publish answered with %s: nothing undeclared, nothing twice, bounded",
  async (_name, lie) => {
    const rig = run();
    const { upTo } = lie(rig);
    await vi.waitFor(() => expect(rig.undeclared(upTo)).toEqual([]));
    expect(twice(rig.taken)).toEqual([]);
    expect(rig.taken).not.toContain(50);
    expect(rig.server.asked.length).toBeLessThanOrEqual(1100);
    expect(rig.gone).toEqual([]);
  },
);

it("[F17] numbers wrap from 4294967295 to 1, and a message missing around the wrap is noticed", async () => {
  const rig = run(0xffff_fffd);
  const { server, named, taken } = rig;
  server.send({ sequence: 0xffff_fffe, samples: [1] });
  server.send({ sequence: 2, samples: [4] });
  await vi.waitFor(() => expect(named).toHaveLength(1));
  expect(server.asked).toEqual([0xffff_ffff, 1]);
  expect(taken).toEqual([1, 4]);
});

it("[F17] a server without sequence numbers leaves an uncertain span after each lost link", async () => {
  const { server, loop, message, undeclared, named } = run();
  for (const sample of [1, 2, 3]) server.send(message(0, { samples: [sample] }));
  expect(named).toEqual([]);
  server.fail("Connection Break");
  await loop.resume();
  expect(server.asked).toEqual([]);
  server.send(message(0, { samples: [9] }));
  expect(undeclared(9)).toEqual([]);
});

it.each<[string, Message]>([
  ["keep-alives at once, each with `moreNotifications`", { sequence: 1, samples: [], hasMore: true }],
  ["the same message at once, for ever", { sequence: 1, samples: [1] }],
  ["messages of an unknown subscription, at once", { sequence: 1, samples: [1], subscriptionId: 99 }],
])("[F17] a server that sends %s does not get requests as fast as it answers", async (_name, message) => {
  const { server, loop } = run();
  server.onPublish = () => message;
  server.fail("BadInternalError");
  // Three windows of the pace; without it a machine of any speed would get many thousands of requests.
  await new Promise((resolve) => setTimeout(resolve, 800));
  loop.stop();
  expect(server.published).toBeLessThan(1500);
});

it("[F17] a second count finds messages that were not taken, requested or given up", async () => {
  const { server, subscription, named, message } = run();
  for (const sequence of [1, 2, 3]) server.send(message(sequence));
  expect(named).toEqual([]);
  // Simulates a mistake of the edge: the count continues unnoticed.
  subscription.count.last = 6;
  server.send(message(7));
  expect(named).toHaveLength(1);
  server.send(message(8));
  expect(named).toHaveLength(1);
});
