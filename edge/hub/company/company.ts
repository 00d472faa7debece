/** All sites of a hub, as its users see them: state of the link, figures of their edges, acts that wait (rule CV4). */
import type { SiteRight } from "../../contracts/access/access.ts";
import type { SiteLink } from "../../contracts/fleet/site.ts";
import type { SiteLocation, SiteSummary } from "../../contracts/fleet/site-summary.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { ActOutbox } from "./act-outbox.ts";
import type { Summaries } from "./summaries.ts";

export interface CompanySite {
  readonly edgeId: string;
  readonly name: LocalizedText;
  readonly location: SiteLocation | null;
  readonly rights: SiteRight;
  readonly link: SiteLink["link"];
  readonly missing: SiteLink["missing"];
  readonly waitingActs: number;
  readonly summary: SiteSummary | null;
}

export interface CompanyParts {
  /** Edges of the hub by id, with the name that the edge gave to its site. */
  readonly edges: () => Iterable<{ readonly edgeId: string; readonly site: string }>;
  /** How the link to an edge stands; undefined where the hub has nothing of it. */
  readonly linkOf: (edgeId: string) => SiteLink | undefined;
  readonly summaries: Pick<Summaries, "of">;
  readonly acts: Pick<ActOutbox, "waiting">;
}

export class Company {
  readonly #parts: CompanyParts;

  constructor(parts: CompanyParts) {
    this.#parts = parts;
  }

  has(edgeId: string): boolean {
    return this.#parts.linkOf(edgeId) !== undefined;
  }

  /**
   * Sites at which the caller has a right, by name; of equal names both are there, each with its id. `only`: this one
   * of them.
   */
  sites(rightOf: (edgeId: string) => SiteRight, only?: string): readonly CompanySite[] {
    const sites: CompanySite[] = [];
    const waiting = this.#parts.acts.waiting();
    for (const { edgeId, site } of this.#parts.edges()) {
      if (only !== undefined && edgeId !== only) continue;
      const rights = rightOf(edgeId);
      const standing = rights === "none" ? undefined : this.#parts.linkOf(edgeId);
      if (standing === undefined) continue;
      const summary = this.#parts.summaries.of(edgeId)?.summary;
      sites.push({
        edgeId,
        name: summary?.name ?? { en: site, zh: site },
        location: summary?.location ?? null,
        rights,
        ...standing,
        waitingActs: waiting.get(edgeId) ?? 0,
        summary: summary ?? null,
      });
    }
    return sites.sort((a, b) => compare(a.name.en, b.name.en) || compare(a.edgeId, b.edgeId));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
