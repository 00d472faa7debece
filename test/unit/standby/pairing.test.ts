import { expect, it } from "vitest";
import type { DiskEnd } from "../../../edge/contracts/path/write-gate.ts";
import { Pairing } from "../../../edge/standby/box/pairing.ts";
import { standbyProblems, witnessProblems } from "../../../edge/standby/config.ts";

/** A pairing whose parts write down what they are told. */
function pairing(mode: "replicated" | "declared" = "replicated") {
  const said: string[] = [];
  const clock = { now: 0 };
  const candidate = {
    isKnownAlone: true,
    setAlone: (isAlone: boolean) => {
      said.push(`alone ${isAlone}`);
      candidate.isKnownAlone = false;
    },
  };
  const writer = {
    wait: (isWaiting: boolean, serial: number) => said.push(`wait ${isWaiting} ${serial}`),
    acknowledged: ({ bytes }: DiskEnd) => said.push(`acknowledged ${bytes}`),
  };
  const sender = { isWhole: true, acknowledged: { number: 1, bytes: 0 } };
  const made = new Pairing({ mode, leaseMs: 2_000, candidate, writer, now: () => clock.now });
  return { made, said, clock, candidate, sender };
}

it("[SB8] commits wait before the others hear that the writer is not alone, and the other way round", () => {
  const { made, said, clock, candidate, sender } = pairing();
  made.commit({ number: 1, bytes: 10 });
  made.use(sender);
  expect(said).toEqual(["wait true 1"]);
  made.waits(1);
  expect(said).toEqual(["wait true 1"]);
  sender.acknowledged = { number: 1, bytes: 10 };
  made.look();
  expect(said).toEqual(["wait true 1", "acknowledged 10", "alone false"]);
  expect(made.isPaired).toBe(true);
  made.commit({ number: 1, bytes: 20 });
  clock.now = 900;
  made.look();
  expect(made.isPaired).toBe(true);
  // Half a lease: the commit waited long enough.
  clock.now = 1_100;
  made.look();
  expect(said.at(-1)).toBe("alone true");
  made.look();
  expect(said.at(-1)).toBe("alone true");
  candidate.isKnownAlone = true;
  made.look();
  expect(said.at(-1)).toBe("wait false 2");
});

it("[SB8] a standby that goes away ends the wait once a majority knows", () => {
  const { made, said, candidate, sender } = pairing();
  made.use(sender);
  made.waits(1);
  expect(made.isPaired).toBe(true);
  sender.isWhole = false;
  made.look();
  expect(said.at(-1)).toBe("alone true");
  candidate.isKnownAlone = true;
  made.look();
  expect(said.at(-1)).toBe("wait false 2");
});

it("[SB8] with declared commits nothing ever waits", () => {
  const { made, said, sender } = pairing("declared");
  made.commit({ number: 1, bytes: 10 });
  made.use(sender);
  made.look();
  expect(said).toEqual([]);
  expect(made.behindBytes).toBe(10);
});

it("[SB21] the config is checked", () => {
  const box = (name: string, address: string) => ({ name, address });
  const base = { leaseMs: 2_000, commit: "replicated" } as const;
  const steps = (config: Parameters<typeof standbyProblems>[0]) =>
    standbyProblems(config).map((one) => one.steps.join("."));
  expect(steps(base)).toEqual([]);
  const local = [box("a", "127.0.0.1:1"), box("b", "127.0.0.1:2")];
  expect(steps({ ...base, boxes: local })).toEqual(["standby.witness"]);
  expect(steps({ ...base, boxes: local, witness: "localhost:3" })).toEqual([]);
  expect(steps({ ...base, boxes: [local[0], local[0]] as typeof local, witness: "[::1]:3" })).toEqual([
    "standby.boxes.1.name",
    "standby.boxes",
  ]);
  const far = [box("a", "10.0.0.1:1"), box("b", "10.0.0.2:1")];
  expect(steps({ ...base, boxes: far, witness: "10.0.0.3:1" })).toEqual(["standby.key"]);
  expect(steps({ ...base, boxes: far, witness: "10.0.0.3:1", key: "k".repeat(32) })).toEqual([]);
  expect(witnessProblems({ listen: "0.0.0.0:1", leaseMs: 2_000 })).toHaveLength(1);
});

it("[SB33] with declared commits too, a writer counts as alone since its other box went, not since its start", () => {
  const { made, clock, sender } = pairing("declared");
  clock.now = 60_000;
  made.look();
  expect(made.aloneMs).toBe(60_000);
  made.use(sender);
  clock.now = 90_000;
  made.look();
  sender.isWhole = false;
  clock.now = 91_000;
  made.look();
  expect(made.aloneMs).toBe(1_000);
});
