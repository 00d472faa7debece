import type { Finding } from "../contracts/alerts/detector.ts";
import { edgeFindings } from "../contracts/alerts/edge-finding.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { Loss } from "./loss.ts";

/** How long a loss stays active after it was found, so that losses in a row are one alert. */
const STANDS_US = 600e6;

/** The finding that the edge lost samples without declaring them (docs/rules/loss-audit.md). */
export class LossFinding {
  readonly #edge: AssetUid;
  #newest: { readonly loss: Loss; readonly at: Micros } | undefined;

  constructor(edge: AssetUid) {
    this.#edge = edge;
  }

  /** Takes the losses of this second. */
  at(losses: readonly Loss[], at: Micros): Finding {
    const loss = losses.at(-1);
    if (loss !== undefined) this.#newest = { loss, at };
    const stands = this.#newest !== undefined && at - this.#newest.at < STANDS_US;
    return edgeFindings(this.#edge, at)("edge/lost-samples", stands, { severity: 800, ...this.#words() });
  }

  #words(): { zh: string; en: string } {
    if (this.#newest === undefined) return { zh: "", en: "" };
    const { source, lost, tags, isOfMore, from, to } = this.#newest.loss;
    const [first = "", ...others] = tags.keys();
    const [since, until] = [from, to].map((time) => new Date(time / 1000).toISOString());
    const more = otherTags(others.length, isOfMore);
    return {
      zh: `数据源 ${source} 的 ${lost} 个采样已读取但未写入磁盘：${first}${more.zh}，${since} 至 ${until}，已登记为缺口。这是边缘端的缺陷，请保留边缘端日志并上报`,
      en:
        `${lost} samples of source ${source} were read and did not reach the disk: ${first}${more.en}, ${since} to ` +
        `${until}. They are declared as a gap. This is a defect of the edge: keep its log and report it`,
    };
  }
}

function otherTags(others: number, isOfMore: boolean): { readonly zh: string; readonly en: string } {
  if (isOfMore) return { zh: `等超过 ${others + 1} 个信号`, en: ` and more than ${others} others` };
  return others === 0 ? { zh: "", en: "" } : { zh: `等 ${others + 1} 个信号`, en: ` and ${others} more` };
}
