/** `standby` in the plant's config, and what the writer says about the other box. Off without boxes. */
import type { Finding } from "../contracts/alerts/detector.ts";
import { edgeFindings } from "../contracts/alerts/edge-finding.ts";
import { reasonOf } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Inlet } from "../contracts/path/source.ts";
import type { BoxGate, StandbyView } from "../contracts/path/write-gate.ts";
import { defineSection, type OpenSection, type SectionContext } from "../contracts/plant/section.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { type StandbyConfig, standbyConfig, standbyProblems } from "./config.ts";
import { differenceWords } from "./difference-words.ts";

/** A box that restarts is away for less. */
const ALONE_AFTER_MS = 10_000;
const BEHIND_MS = 10_000;

interface StandbyContext extends SectionContext {
  readonly inlet?: Inlet;
  readonly gate?: Pick<BoxGate, "view">;
  readonly book: { apply(findings: readonly Finding[]): void };
}

export const standbySection = defineSection({
  name: "standby",
  schema: standbyConfig,
  problems: standbyProblems,
  open: openStandby,
});

async function openStandby(_config: StandbyConfig, context: StandbyContext): Promise<OpenSection<StandbyConfig>> {
  const { book, edgeUid, now, gate, inlet } = context;
  // Alerts of an earlier start end, because only this part can end them.
  if (gate === undefined) {
    book.apply(findingsOf(undefined, edgeUid, now()));
    return { close: () => undefined };
  }
  if (inlet === undefined) throw new Error("the standby opens after the commit log");
  // Loaded only where there are two boxes.
  const { fillTails } = await import("./fill.ts");
  const closing = new AbortController();
  let filling: Promise<void> | undefined;
  return {
    tick(at) {
      book.apply(findingsOf(gate.view(), edgeUid, at));
      filling ??= fillTails({ ...context, inlet, signal: closing.signal }).then(
        () => {
          filling = undefined;
        },
        (error: unknown) => {
          filling = undefined;
          context.log.warn({ reason: reasonOf(error) }, "standby: a tail cannot be filled in; it is tried again");
        },
      );
    },
    close: async () => {
      closing.abort();
      await filling;
    },
  };
}

function findingsOf(view: StandbyView | undefined, edgeUid: AssetUid, now: Micros): Finding[] {
  const find = edgeFindings(edgeUid, now);
  const isAlone = view?.isAlone === true && view.aloneMs > ALONE_AFTER_MS;
  const isBehind = view !== undefined && !view.isAlone && view.behindMs > BEHIND_MS;
  const noWitness = view !== undefined && !view.isWitnessed;
  const differs = view?.differs;
  return [
    find("standby/alone", isAlone, {
      severity: 600,
      zh: "备用主机未连接：现在提交的数据只在本机上；若本机此时失效，缺失部分将被声明",
      en: "The other box is away: what is committed now is on this box alone, and declared as missing if this one dies",
    }),
    find("standby/behind", isBehind, {
      severity: 400,
      zh: `备用主机落后 ${seconds(view)} 秒：其磁盘或链路过慢`,
      en: `The other box is ${seconds(view)} s behind: its disk or the link is too slow`,
    }),
    find("standby/witness", noWitness, {
      severity: 400,
      zh: "见证方未连接：若另一台主机也失效，将没有主机写入",
      en: "The witness is away: if the other box fails too, no box writes",
    }),
    find("standby/config", differs !== undefined, { severity: 500, ...differenceWords(differs) }),
  ];
}

const seconds = (view: StandbyView | undefined): number => Math.round((view?.behindMs ?? 0) / 1_000);
