import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";
import type { StationControl } from "../../contracts/production/dispatch.ts";
import type { JobList, MachineJobs } from "../../contracts/production/machine-jobs.ts";
import { within } from "../../observe/within.ts";
import { sentence } from "../problem-table.ts";

/** People wait for the whole page: a machine that does not answer is unknown. */
const LIST_WITHIN_MS = 5_000;
/** Machines that are asked at once. */
const AT_ONCE = 16;

/** What a station says of its jobs. */
export interface StationList {
  readonly assetUid: AssetUid | null;
  readonly control: StationControl;
  readonly why: LocalizedText | null;
  /** ms since 1970; null: it was not read. */
  readonly readAt: number | null;
  readonly list: JobList | null;
}

/** Asks machines for their jobs, by label (rule DI8). Never rejects. */
export async function stationLists(
  labels: readonly string[],
  of: { readonly assets: ReadonlyMap<string, AssetUid>; readonly machineJobs: MachineJobs; nowMs(): number },
): Promise<ReadonlyMap<string, StationList>> {
  const offered = new Set(of.machineJobs.machines);
  const lists = new Map<string, StationList>();
  const waiting = [...labels];
  const ask = async (): Promise<void> => {
    for (let label = waiting.shift(); label !== undefined; label = waiting.shift()) {
      const uid = of.assets.get(label);
      lists.set(label, await listOf(label, uid, uid !== undefined && offered.has(uid), of));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return lists;
}

async function listOf(
  machine: string,
  uid: AssetUid | undefined,
  isOffered: boolean,
  { machineJobs, nowMs }: { readonly machineJobs: MachineJobs; nowMs(): number },
): Promise<StationList> {
  const none = { assetUid: uid ?? null, readAt: null, list: null } as const;
  if (uid === undefined)
    return { ...none, control: "by-hand", why: sentence("dispatch-no-asset", { machine }).message };
  if (!isOffered) return { ...none, control: "by-hand", why: sentence("dispatch-not-offered", {}).message };
  try {
    const late = `no answer within ${LIST_WITHIN_MS / 1_000} s`;
    const list = await within(LIST_WITHIN_MS, late, machineJobs.list(uid));
    return { assetUid: uid, control: "jobs", why: null, readAt: nowMs(), list };
  } catch (error) {
    if (error instanceof EdgeError && error.code === "not-found")
      return { ...none, control: "by-hand", why: sentence("dispatch-no-control", {}).message };
    const why = sentence("dispatch-unread", { reason: reasonOf(error) }).message;
    return { ...none, control: "unread", why };
  }
}
