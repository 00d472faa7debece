/** States that are derived from what the edge received, as work whose acknowledged results can be read back. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IslandRecord } from "../../../edge/islands/record.ts";
import { AuditMemory } from "../../../edge/pipeline/audit-memory.ts";
import { Continuity } from "../../../edge/sources/mqtt/continuity.ts";
import { LastHeard } from "../../../edge/sources/mqtt/last-heard.ts";
import { ResumeFile } from "../../../edge/sources/opcua/subscribe/resume-file.ts";
import { StateFile, stateIn } from "../../../edge/store/state-file.ts";
import { each, type Writer } from "./writer.ts";

const state: Writer = {
  name: "StateFile",
  isReplaced: true,
  async work(dir, acknowledge) {
    const file = new StateFile(join(dir, "state.json"));
    await each(7, async (i) => {
      if (i === 5) file.writeSync(String(i));
      else await file.write(i === 6 ? `${i}.${"0".repeat(9_000)}` : String(i));
      acknowledge(String(i));
    });
  },
  async read(dir) {
    const path = join(dir, "state.json");
    return [existsSync(path) ? stateIn(readFileSync(path, "utf8")) : "0"];
  },
};

const resume: Writer = {
  name: "resume.json",
  isReplaced: true,
  isDerived: true,
  async work(dir, acknowledge) {
    const file = new ResumeFile(join(dir, "sources", "milling"));
    await each(3, async (i) => {
      await file.save({ plan: String(i), serverStart: 1, subscriptions: [], missing: [], owed: [], sequences: {} });
      acknowledge(String(i));
    });
  },
  async read(dir) {
    return [(await new ResumeFile(join(dir, "sources", "milling")).load())?.plan ?? "0"];
  },
};

const mqtt: Writer = {
  name: "row 15: session.json and last-heard.json",
  isReplaced: true,
  isDerived: true,
  async work(dir) {
    const [continuity, heard] = [new Continuity(join(dir, "meters"), true), new LastHeard(join(dir, "meters"))];
    await each(3, (i) => {
      continuity.stands(i, { us: i });
      continuity.snapshot()();
      heard.set("node", i, i);
      heard.snapshot()?.();
    });
  },
  async read(dir) {
    const at = join(dir, "meters");
    void new Continuity(at, true).hasPast;
    return [String(new LastHeard(at).get("node")?.time ?? 0)];
  },
};

const audit: Writer = {
  name: "loss-audit.json",
  isReplaced: true,
  isDerived: true,
  async work(dir) {
    const memory = new AuditMemory(join(dir, "loss-audit.json"));
    await each(3, async (i) => {
      memory.compared("line", { to: i, now: i }, new Map([["g/n", i]]));
      await memory.close();
    });
  },
  async read(dir) {
    return [String(new AuditMemory(join(dir, "loss-audit.json")).accounts().get("line")?.at ?? 0)];
  },
};

const islands: Writer = {
  name: "islands.log",
  isReplaced: true,
  async work(dir, acknowledge) {
    const record = IslandRecord.open(dir, { changes: 2, lines: 3 });
    await each(7, (version) => {
      record.append({ version, state: "record", islands: [], at: version, stateAt: version } as never);
      acknowledge(String(version));
    });
    await each(1, () => record.close());
  },
  async read(dir) {
    const record = IslandRecord.open(dir);
    const newest = record.changes.at(-1)?.version ?? 0;
    record.append({ version: newest + 1, state: "record", islands: [], at: 1, stateAt: 1 } as never);
    record.close();
    const again = IslandRecord.open(dir).changes.at(-1)?.version;
    return [String(again === newest + 1 ? newest : `torn at ${again}`)];
  },
};

export const STATE_WRITERS: readonly Writer[] = [state, resume, mqtt, audit, islands];
