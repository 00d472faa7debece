/** Requests of the set-up room. Answers have the form of the API. */
import type { ProposedConfig } from "../../../../edge/contracts/path/proposed-config.ts";
import type {
  CheckedChange,
  ConfigChange,
  ConfigTree,
  ConfigVersion,
  FileDiff,
  SavedChange,
} from "../../../../edge/contracts/plant/config-edit.ts";
import type { ComparedProposal, ProposalRefusal } from "../../../../edge/contracts/plant/proposal.ts";
import type { LocalizedText } from "../../../../edge/contracts/plant/tag.ts";
import type { TagComparison, TagRefusal } from "../../../../edge/contracts/plant/tag-table/comparison.ts";
import { ask, request } from "../../data/api.ts";
import type { ConfigProblemAnswer } from "../../data/problem.ts";

/** Refusals of a comparison have the form of the API. */
export type ComparisonAnswer = Omit<TagComparison, "refused"> & {
  readonly refused: readonly (Omit<TagRefusal, "message" | "params"> & { readonly text: TagRefusal["message"] })[];
};

export type ComparedProposalAnswer = Omit<ComparedProposal, "refused"> & {
  readonly refused: readonly (Omit<ProposalRefusal, "message" | "params"> & {
    readonly text: ProposalRefusal["message"];
  })[];
};

/** A check loads the whole config, which takes seconds for a large plant. */
const CHECK_WITHIN_MS = 130_000;
/** A discovery walks at most a minute. */
const LOOK_WITHIN_MS = 80_000;
const VALUES_WITHIN_MS = 40_000;

export type TreeAnswer = Omit<ConfigTree, "problems"> & { readonly problems: readonly ConfigProblemAnswer[] };

export type CheckAnswer = Omit<CheckedChange, "problems" | "warnings"> & {
  readonly problems: readonly ConfigProblemAnswer[];
  readonly warnings: readonly ConfigProblemAnswer[];
};

/** `at`: RFC 3339. */
export type VersionAnswer = Omit<ConfigVersion, "at"> & { readonly at: string | null };

export interface LookAnswer {
  readonly endpoints: readonly {
    readonly url: string;
    readonly mode: string;
    readonly policy: string;
    readonly thumbprint: string;
  }[];
  readonly reason: string | null;
  readonly product: string | null;
  readonly leftOut: number;
  readonly notes: readonly string[];
  readonly unnumbered: readonly string[];
  readonly proposal: ProposedConfig | null;
}

export interface LookRequest {
  readonly endpoint: string;
  readonly insecure: boolean;
  readonly user?: { readonly name: string; readonly password: string };
  readonly files?: readonly { readonly name: string; readonly text: string }[];
  readonly blocks?: readonly string[];
}

/** A tag as the source would read it now. */
export interface ValueAnswer {
  readonly value: string | null;
  readonly status: string | null;
  readonly reason: string | null;
  readonly problem: LocalizedText | null;
}

export interface ValuesAnswer {
  readonly reason: string | null;
  readonly problem: LocalizedText | null;
  readonly values: readonly ValueAnswer[];
}

const post = <T>(path: string, body: object, withinMs: number): Promise<T> =>
  ask(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(withinMs),
  });

const get = <T>(path: string): Promise<T> => ask(path, { signal: AbortSignal.timeout(CHECK_WITHIN_MS) });

export const fetchTree = () => get<TreeAnswer>("/api/v1/config");
export const fetchSchema = () => get<object>("/api/v1/config/schema");
export const checkChange = (change: ConfigChange) => post<CheckAnswer>("/api/v1/config/check", change, CHECK_WITHIN_MS);
export const saveChange = (change: ConfigChange) => post<SavedChange>("/api/v1/config/save", change, CHECK_WITHIN_MS);
export const fetchVersions = async () =>
  (await ask<{ versions: readonly VersionAnswer[] }>("/api/v1/config/versions")).versions;
export const fetchVersion = (id: number) =>
  ask<VersionAnswer & { readonly diff: readonly FileDiff[] }>(`/api/v1/config/versions/${id}`);
/** The table of all tags and limits as a workbook. */
export const fetchTagSheet = async (language: "zh" | "en"): Promise<Blob> => {
  const signal = AbortSignal.timeout(CHECK_WITHIN_MS);
  return await (await request(`/api/v1/config/tags.xlsx?language=${language}`, { signal })).blob();
};
/** Sections of the config for another plant, as a file. `version`: empty for the state now. */
export const fetchProposal = async (question: {
  readonly sections: readonly string[];
  readonly version: string;
  readonly note: string;
}): Promise<Blob> => {
  const { sections, version, note } = question;
  const query = new URLSearchParams({ sections: sections.join(","), ...(version === "" ? {} : { version }) });
  if (note !== "") query.set("note", note);
  const signal = AbortSignal.timeout(CHECK_WITHIN_MS);
  const file = (await (await request(`/api/v1/config/proposal?${query}`, { signal })).json()) as object;
  return new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: "application/json" });
};
export const compareProposal = (proposal: unknown) =>
  post<ComparedProposalAnswer>("/api/v1/config/proposal/compare", { proposal }, CHECK_WITHIN_MS);
/** What such a workbook changes. */
export const compareTags = (workbook: Blob) =>
  ask<ComparisonAnswer>("/api/v1/config/tags/compare", {
    method: "POST",
    headers: { "content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
    body: workbook,
    signal: AbortSignal.timeout(CHECK_WITHIN_MS),
  });
export const lookAt = (request: LookRequest) => post<LookAnswer>("/api/v1/discovery", request, LOOK_WITHIN_MS);
export const valuesNow = (request: object) => post<ValuesAnswer>("/api/v1/discovery/values", request, VALUES_WITHIN_MS);
export const restartEdge = () => post<object>("/api/v1/layout/restart", {}, CHECK_WITHIN_MS);
