import { describe, expect, it, vi } from "vitest";
import { FakeAgent } from "../../../fakes/mtconnect/agent.ts";
import { ITEMS } from "../../../fakes/mtconnect/mill.ts";
import { gapsOf, numbers, runSource, undeclared } from "../../../fakes/mtconnect/source.ts";
import { sizeOf } from "../../../run/long-sets.ts";

interface Row {
  readonly fault: string;
  /** Breaks the agent, and mends it when the promise resolves. `say` observes the next number. */
  act(mill: FakeAgent, say: (times: number) => Promise<void>): Promise<void>;
  /** Whether losses may be declared: the agent did lose something, or says so. */
  readonly mayLose: boolean;
}

const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>`;

/** Changes documents while `during` runs. */
function changed(change: (text: string) => string): Row["act"] {
  return async (mill, say) => {
    mill.ways.change = change;
    await say(20);
    mill.ways.change = undefined;
  };
}

const ROWS: readonly Row[] = [
  {
    fault: "cut",
    mayLose: false,
    act: async (mill, say) => {
      mill.cut();
      await say(20);
    },
  },
  {
    fault: "kill",
    mayLose: false,
    act: async (mill, say) => {
      await mill.kill();
      await say(20);
      await mill.listen();
    },
  },
  {
    fault: "freeze",
    mayLose: false,
    act: async (mill, say) => {
      mill.ways.frozen = true;
      await say(40);
      mill.cut();
      mill.ways.frozen = false;
    },
  },
  {
    fault: "half a document",
    mayLose: false,
    act: async (mill, say) => {
      mill.halfPart();
      await say(20);
    },
  },
  {
    fault: "hostile bytes between documents",
    mayLose: false,
    act: async (mill, say) => {
      mill.inject(Buffer.alloc(5_000, 0xfe));
      await say(20);
    },
  },
  {
    fault: "hostile bytes in documents",
    mayLose: true,
    act: async (mill, say) => {
      mill.ways.garble = (part) => part.fill(0xff, part.length >> 1);
      await say(10);
      mill.ways.garble = undefined;
      mill.cut();
    },
  },
  { fault: "a document type with entities", mayLose: true, act: changed((text) => bomb + text.slice(38)) },
  { fault: "documents without end tags", mayLose: true, act: changed((text) => text.replaceAll("</Samples>", "")) },
  {
    fault: "huge documents",
    mayLose: true,
    act: changed((text) => text.replace("<Streams>", `<!--${"x".repeat(70_000)}--><Streams>`)),
  },
  {
    fault: "deep documents",
    mayLose: true,
    act: changed((text) => text.replace("<Streams>", `${"<a>".repeat(500)}${"</a>".repeat(500)}<Streams>`)),
  },
  {
    fault: "restart with another instanceId",
    mayLose: true,
    act: async (mill, say) => {
      await mill.kill();
      await say(20);
      mill.restart();
      await mill.listen();
    },
  },
  {
    fault: "restart on an open stream",
    mayLose: true,
    act: async (mill, say) => {
      await say(5);
      mill.restart();
      mill.cut();
      await say(5);
    },
  },
  {
    fault: "numbers from 1 without another instanceId",
    mayLose: true,
    act: async (mill, say) => {
      mill.restart({ isSilent: true });
      mill.cut();
      await say(20);
    },
  },
  {
    fault: "numbers that go backwards",
    mayLose: true,
    act: async (mill, say) => {
      mill.ways.shift = -8;
      await say(20);
      mill.ways.shift = 0;
    },
  },
  {
    fault: "numbers that jump ahead",
    mayLose: true,
    act: async (mill, say) => {
      mill.ways.shift = 5_000;
      await say(20);
      mill.ways.shift = 0;
    },
  },
  {
    fault: "numbers that are left out",
    mayLose: true,
    act: async (mill, say) => {
      mill.ways.hides = ({ sequence }) => sequence % 3 === 0;
      await say(30);
      mill.ways.hides = () => false;
    },
  },
  {
    fault: "documents that come twice",
    mayLose: false,
    act: async (mill, say) => {
      mill.ways.garble = (part) => Buffer.concat([part, part]);
      await say(20);
      mill.ways.garble = undefined;
    },
  },
  {
    fault: "a buffer that passes",
    mayLose: true,
    act: async (mill, say) => {
      await mill.kill();
      await say(400);
      await mill.listen();
    },
  },
  {
    fault: "streams without lengths",
    mayLose: false,
    act: async (mill, say) => {
      mill.ways.isUnsized = true;
      mill.cut();
      await say(20);
      mill.ways.isUnsized = false;
      mill.cut();
    },
  },
];

describe.each(Array.from({ length: sizeOf("GEMBA_MTCONNECT_ROUNDS", { short: 1, full: 10 }) }, (_, i) => i + 1))(
  "round %i",
  () => {
    it.each(ROWS)("[MT9] $fault: every observation arrives or is declared lost, and reading goes on", async (row) => {
      await using mill = await FakeAgent.start({ bufferSize: 200 });
      await using source = runSource(mill.url, [numbers("x")]);
      const { inlet } = source;
      let value = 0;
      const say = async (times: number): Promise<void> => {
        for (let i = 0; i < times; i++) {
          mill.observe(ITEMS.x, String(++value));
          if (i % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
        }
      };
      await vi.waitFor(() => expect(mill.streams).toBe(1));
      await say(20);
      await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(20));
      await row.act(mill, say);
      // The agent is well again: reading goes on within the 5 s of the rule.
      await vi.waitFor(
        async () => {
          await say(1);
          await new Promise((resolve) => setTimeout(resolve, 30));
          expect(inlet.samples(0).some((sample) => sample.value === value)).toBe(true);
        },
        { timeout: 5_000 },
      );
      await say(20);
      await vi.waitFor(() => expect(inlet.samples(0).some((sample) => sample.value === value)).toBe(true));
      expect(undeclared(mill, "x", [inlet])).toEqual([]);
      if (!row.mayLose) expect(gapsOf([inlet])).toEqual([]);
    });
  },
);
