/** Proposes, applies and takes back versions of what verdicts taught (rules VL5 to VL7 in docs/rules/verdicts.md). */
import { uuidv7 } from "../batch/uuidv7.ts";
import type { Principal } from "../contracts/access/journal.ts";
import { EdgeError } from "../contracts/errors.ts";
import { type Adaptation, assetTypeOf, HEALTH_ADAPTED, HEALTH_ADAPTED_SCHEMA } from "../contracts/health/adaptation.ts";
import type { HealthReader } from "../contracts/health/component-condition.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Inlet } from "../contracts/path/source.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { WorkBook } from "../contracts/records/work-book.ts";
import { labelsOf } from "./labels.ts";
import { adaptationFrom } from "./learn.ts";
import { type JudgedFinding, type Proposal, type ProposalInput, proposalOf } from "./propose.ts";
import type { VersionBook } from "./version-book.ts";

/** The log is given the version in force again this often, because it is deleted from its begin. */
const ANNOUNCE_EVERY_US = 86_400e6;

/** The result of an act with verdicts, done or proposed, and its effect. */
export interface VerdictAnswer extends Omit<Proposal, "past"> {
  readonly done: "proposed" | "applied" | "back";
  /** Version in force before, and after: the proposed one where nothing was applied. */
  readonly from: number;
  readonly to: number;
  /** Verdicts on findings that count. */
  readonly verdicts: number;
  readonly past: readonly (JudgedFinding & { readonly asset: string })[];
}

export interface VerdictLearningParts {
  readonly versions: VersionBook;
  readonly work: Pick<WorkBook, "newestFirst">;
  readonly plant: Pick<Plant, "assets">;
  readonly componentHealth: Pick<HealthReader, "kinds">;
  readonly inlet: Pick<Inlet, "pushEvents" | "full">;
  readonly edgeUid: AssetUid;
  now(): Micros;
}

/** Verdicts, and the kinds of faults that each component may have. */
type Seen = Pick<ProposalInput, "labels" | "kinds">;

export class VerdictLearning {
  readonly #parts: VerdictLearningParts;
  #announced: { readonly version: number; readonly at: Micros } | undefined;

  constructor(parts: VerdictLearningParts) {
    this.#parts = parts;
  }

  /** The changes that a new version would make. It makes none of them. Throws EdgeError `unavailable`. */
  async propose(): Promise<VerdictAnswer> {
    return (await this.#proposed()).answer;
  }

  /**
   * Puts a new version into force. Resolves when it is on disk, on record and on its way into the log. Throws EdgeError
   * `conflict` where verdicts change nothing, `unavailable`.
   */
  async apply(principal: Principal): Promise<VerdictAnswer> {
    const { answer, adaptation, itemUids } = await this.#proposed();
    if (!answer.hasChanges)
      throw new EdgeError("conflict", "the verdicts since the version in force change nothing; no version was made");
    await this.#parts.versions.apply({ adaptation, itemUids }, { principal, at: this.#parts.now() });
    this.tick(this.#parts.now());
    return { ...answer, done: "applied" };
  }

  /** Puts the version before into force again. Throws EdgeError `conflict` where there is none, `unavailable`. */
  async back(principal: Principal): Promise<VerdictAnswer> {
    const { versions, now } = this.#parts;
    const inForce = versions.inForce;
    const seen = await this.#seen();
    await versions.back({ principal, at: now() });
    this.tick(now());
    return { ...this.#answer(seen, { inForce, adaptation: versions.inForce }), done: "back" };
  }

  /** Gives the log the version in force where it may not have it. Called once a second. */
  tick(now: Micros): void {
    const { versions, inlet, edgeUid } = this.#parts;
    versions.tick();
    // A full log would lose it; it is given a second later.
    if (!versions.hasVersions || inlet.full) return;
    const { inForce } = versions;
    const { version, at } = this.#announced ?? { version: Number.NaN, at: Number.NaN };
    // A clock that was set back counts too: then it is unknown how old the newest event is.
    if (version === inForce.version && now >= at && now - at < ANNOUNCE_EVERY_US) return;
    this.#announced = { version: inForce.version, at: now };
    const event = { type: HEALTH_ADAPTED, schema: HEALTH_ADAPTED_SCHEMA, assetUid: edgeUid, payload: { ...inForce } };
    inlet.pushEvents({ events: [{ ...event, eventUid: uuidv7(now / 1000), time: now, receivedAt: now }] });
  }

  async #proposed() {
    const { versions } = this.#parts;
    const seen = await this.#seen();
    const adaptation = adaptationFrom(seen.labels, versions.next);
    const answer = this.#answer(seen, { inForce: versions.inForce, adaptation });
    return { answer, adaptation, itemUids: seen.labels.map(({ itemUid }) => itemUid) };
  }

  async #seen(): Promise<Seen> {
    const { work, plant, componentHealth } = this.#parts;
    const types = new Map(plant.assets.map((asset) => [asset.assetUid, assetTypeOf(asset)]));
    const all = await componentHealth.kinds();
    const kinds = all.map((one) => ({ ...one, assetType: types.get(one.assetUid) ?? "" }));
    return { labels: labelsOf(work.newestFirst(), (uid) => types.get(uid)), kinds };
  }

  #answer(
    { labels, kinds }: Seen,
    { inForce, adaptation }: { readonly inForce: Adaptation; readonly adaptation: Adaptation },
  ): VerdictAnswer {
    const { versions, plant } = this.#parts;
    const { past, ...proposal } = proposalOf({
      labels,
      inForce,
      adaptation,
      kinds,
      inForceAt: (at) => versions.inForceAt(at),
    });
    const assetOf = (uid: AssetUid): string => plant.assets.find(({ assetUid }) => assetUid === uid)?.label ?? uid;
    return {
      ...proposal,
      done: "proposed",
      from: inForce.version,
      to: adaptation.version,
      verdicts: labels.length,
      past: past.map((one) => ({ ...one, asset: assetOf(one.assetUid) })),
    };
  }
}
