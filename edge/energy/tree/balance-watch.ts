/**
 * Watches the balances of complete nodes, interval by interval: three successive rests beyond 3 u_c are an alert at the
 * node, three within 2 u_c end it.
 */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, LocalizedText, TagRef } from "../../contracts/plant/tag.ts";
import { restState } from "../../contracts/production/rest-state.ts";
import type { MediaTree, Rest } from "./media-tree.ts";

const MINUTE_US = 60e6;
/** An interval is judged this long after its end, when the slowest meters have been read. */
const READ_US = 120e6;
const NORMAL = 2;
const SUCCESSIVE = 3;
/** After a pause only the newest intervals are judged. */
const MOST_INTERVALS = 8;
const SEVERITY = 450;

/** A node whose last interval was not normal, or that has an alert. */
interface Standing {
  readonly beyond: number;
  readonly within: number;
  /** Since when the alert stands; absent without one. */
  readonly since?: Micros;
}

export interface BalanceState {
  readonly judgedTo: Micros | null;
  readonly standing: readonly (readonly [node: string, state: Standing])[];
}

/** Looks up what a finding is about. */
export interface NodePlaces {
  assetOf(node: string): AssetUid;
  tagOf(node: string): TagRef | undefined;
}

export class BalanceWatch {
  readonly #tree: MediaTree;
  readonly #intervalUs: number;
  readonly #places: NodePlaces;
  readonly #standing: Map<string, Standing>;
  #judgedTo: Micros | null;

  constructor(
    tree: MediaTree,
    intervalMin: number,
    { places, state }: { places: NodePlaces; state?: BalanceState | undefined },
  ) {
    this.#tree = tree;
    this.#intervalUs = intervalMin * MINUTE_US;
    this.#places = places;
    const ids = new Set(tree.nodes.map(({ id }) => id));
    this.#standing = new Map((state?.standing ?? []).filter(([node]) => ids.has(node)));
    this.#judgedTo = state?.judgedTo ?? null;
  }

  get state(): BalanceState {
    return { judgedTo: this.#judgedTo, standing: [...this.#standing] };
  }

  /** Judges the intervals that are complete at log time `now`. */
  tick(now: Micros): readonly Finding[] {
    if (this.#tree.nodes.length === 0) return [];
    const newest = Math.floor((now - READ_US) / this.#intervalUs) * this.#intervalUs;
    const earliest = newest - MOST_INTERVALS * this.#intervalUs;
    const begin = this.#judgedTo === null ? newest : Math.max(this.#judgedTo, earliest);
    this.#judgedTo = Math.max(newest, this.#judgedTo ?? newest);
    const findings: Finding[] = [];
    for (let from = begin; from < newest; from += this.#intervalUs)
      findings.push(...this.#judge(from, from + this.#intervalUs));
    return findings;
  }

  #judge(from: Micros, to: Micros): readonly Finding[] {
    return this.#tree.rests({ from, to }).flatMap((rest): Finding[] => {
      const { id } = rest;
      const before = this.#standing.get(id) ?? { beyond: 0, within: 0 };
      const state = restState(rest, rest.isComplete);
      const beyond = state === "beyond" ? before.beyond + 1 : 0;
      const within = state === "normal" ? before.within + 1 : 0;
      const since = before.since ?? (beyond >= SUCCESSIVE ? to - SUCCESSIVE * (to - from) : undefined);
      const isOver = since !== undefined && within >= SUCCESSIVE;
      if (isOver || (beyond === 0 && since === undefined)) this.#standing.delete(id);
      else this.#standing.set(id, { beyond, within, ...(since === undefined ? {} : { since }) });
      return since === undefined ? [] : [this.#finding(rest, to, isOver ? undefined : since)];
    });
  }

  /** The finding of a node; one without `since` ends its alert. */
  #finding(rest: Rest, at: Micros, since: Micros | undefined): Finding {
    const tag = this.#places.tagOf(rest.id);
    const isStanding = since !== undefined;
    return {
      rule: `energy/balance/${rest.id}`,
      assetUid: this.#places.assetOf(rest.id),
      kind: "process",
      standing: isStanding,
      at,
      severity: SEVERITY,
      message: { zh: `${rest.id}：计量平衡不闭合`, en: `${rest.id}: balance of meters does not close` },
      evidence:
        tag === undefined || !isStanding
          ? []
          : [
              {
                tag,
                detector: "media-balance",
                from: since,
                to: at,
                since,
                quality: "good",
                statistic: {
                  name: { zh: "残差", en: "Residual" },
                  meaning: {
                    zh: "该节点用量减去其下级计量与损耗之和",
                    en: "Amount of the node less the meters and losses below it",
                  },
                  value: rest.amount,
                  unit: "1",
                },
                usual: { low: -NORMAL * rest.u, high: NORMAL * rest.u },
                why: this.#why(rest, at),
              },
            ],
    };
  }

  #why({ id, amount, u }: Rest, at: Micros): LocalizedText {
    const [first] = this.#tree.suspects(id, at);
    const ratio = (Math.abs(amount) / u).toFixed(1);
    const zh = `残差为合成标准不确定度的 ${ratio} 倍`;
    const en = `The residual is ${ratio} times its combined standard uncertainty`;
    if (first === undefined) return { zh, en };
    const percent = `${first.gain > 0 ? "+" : ""}${(100 * first.gain).toFixed(2)} %`;
    return {
      zh: `${zh}；最可疑的表：${first.id}（${percent}）`,
      en: `${en}; most suspect meter: ${first.id} (${percent})`,
    };
  }
}
