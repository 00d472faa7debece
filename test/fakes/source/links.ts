import type { LinkReports } from "../../../edge/contracts/path/source.ts";
import type { LinkRef } from "../../../edge/contracts/plant/tag.ts";

/** Link reports that remember when each link was heard and why it was lost. */
export class FakeLinks implements LinkReports {
  readonly heardAtMs: number[] = [];
  readonly losses: { readonly link: LinkRef; readonly reason: string; readonly atMs: number }[] = [];

  heard(_link: LinkRef): void {
    this.heardAtMs.push(performance.now());
  }

  lost(link: LinkRef, reason: string): void {
    this.losses.push({ link, reason, atMs: performance.now() });
  }

  /** Milliseconds since the last message; Infinity before the first one. */
  get silentMs(): number {
    return performance.now() - (this.heardAtMs.at(-1) ?? Number.NEGATIVE_INFINITY);
  }
}
