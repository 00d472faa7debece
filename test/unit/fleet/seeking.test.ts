/** How a link is sought by attempts side by side, and what is done about one that is silent. */
import type { NatsConnection } from "@nats-io/transport-node";
import { expect, it, vi } from "vitest";
import { Seeking } from "../../../edge/fleet/link/seeking.ts";
import { Silence } from "../../../edge/fleet/link/silence.ts";

interface Attempt {
  readonly opens: (link: NatsConnection) => void;
  readonly fails: (error: Error) => void;
}

function seekingOf() {
  const attempts: Attempt[] = [];
  const failures: unknown[] = [];
  const open = (): Promise<NatsConnection> =>
    new Promise((opens, fails) => {
      attempts.push({ opens, fails });
    });
  const seeking = new Seeking({ open, onFailure: (error) => failures.push(error) });
  const count = (most: number) => vi.waitFor(() => expect(attempts.length).toBeGreaterThanOrEqual(most), 5_000);
  return { seeking, attempts, failures, count };
}

function linkOf() {
  const close = vi.fn(async () => undefined);
  return { close, link: { close } as unknown as NatsConnection };
}

it("[UL19] the first attempt that opens is taken, those beside it are closed, a new search begins anew", async () => {
  const { seeking, attempts, count } = seekingOf();
  const [late, soon] = [linkOf(), linkOf()];
  const taken = seeking.take();
  await count(2);
  attempts[1]?.opens(soon.link);
  expect(await taken).toBe(soon.link);
  attempts[0]?.opens(late.link);
  await vi.waitFor(() => expect(late.close).toHaveBeenCalledOnce());
  expect(soon.close).not.toHaveBeenCalled();
  expect(seeking.isRunning).toBe(false);
  const next = linkOf();
  const again = seeking.take();
  attempts.at(-1)?.opens(next.link);
  expect(await again).toBe(next.link);
});

it("[UL19] of attempts that overlap one failure counts, and others go on", async () => {
  const { seeking, attempts, failures, count } = seekingOf();
  const taken = seeking.take();
  await count(2);
  attempts[0]?.fails(new Error("first"));
  await vi.waitFor(() => expect(failures).toHaveLength(1));
  attempts[1]?.fails(new Error("begun before that"));
  await count(3);
  expect(failures).toHaveLength(1);
  attempts[2]?.fails(new Error("begun after it"));
  await vi.waitFor(() => expect(failures).toHaveLength(2));
  await count(4);
  const { link } = linkOf();
  attempts[3]?.opens(link);
  expect(await taken).toBe(link);
});

it("[UL19] a search that is ended opens nothing more, and closes what opens late or was not taken", async () => {
  const { seeking, attempts } = seekingOf();
  const [late, found] = [linkOf(), linkOf()];
  const taken = seeking.take();
  seeking.end();
  await expect(taken).rejects.toThrow();
  attempts[0]?.opens(late.link);
  await vi.waitFor(() => expect(late.close).toHaveBeenCalledOnce());
  const begun = seeking.begin();
  attempts[1]?.opens(found.link);
  expect(await begun).toBe(found.link);
  seeking.end();
  await vi.waitFor(() => expect(found.close).toHaveBeenCalledOnce());
});

function silenceOf() {
  const answer = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<NatsConnection>();
  const parts = {
    ask: vi.fn(() => answer.promise),
    seeking: { begin: vi.fn(() => begun.promise), end: vi.fn() },
    onReplaced: vi.fn(),
  };
  return { ...parts, answer, begun, silence: new Silence(parts, 0) };
}

it("[UL20] a silent link is asked first, and another one is sought later, by its round trip", async () => {
  const { silence, ask, seeking, begun, onReplaced } = silenceOf();
  silence.look(2_000, 700);
  expect(ask).not.toHaveBeenCalled();
  silence.look(2_600, 700);
  silence.look(5_000, 700);
  expect(ask).toHaveBeenCalledOnce();
  expect(seeking.begin).not.toHaveBeenCalled();
  silence.look(5_200, 700);
  silence.look(9_000, 700);
  expect(seeking.begin).toHaveBeenCalledOnce();
  begun.resolve(linkOf().link);
  await vi.waitFor(() => expect(onReplaced).toHaveBeenCalledOnce());
  silence.heard(9_500);
  expect(seeking.end).toHaveBeenCalledOnce();
});

it("[UL20] a word on the link ends the search, and once the connection has ended the search goes on", async () => {
  const { silence, seeking, begun, onReplaced } = silenceOf();
  silence.look(4_000, 0);
  silence.heard(4_100);
  expect(seeking.end).toHaveBeenCalledOnce();
  begun.resolve(linkOf().link);
  await begun.promise;
  expect(onReplaced).not.toHaveBeenCalled();
  silence.look(8_000, 0);
  silence.close();
  silence.heard(8_100);
  expect(seeking.begin).toHaveBeenCalledTimes(2);
  expect(seeking.end).toHaveBeenCalledOnce();
});
