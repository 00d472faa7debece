/** The file of a proposal: written with a hash of its content, and read only where that fits. */
import { createHash } from "node:crypto";
import type { ProposalOrigin } from "../../contracts/plant/config-edit.ts";
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { ProposalFile, ProposalQuestion } from "../../contracts/plant/proposal.ts";
import { problem } from "./problem-table.ts";

type Values = Readonly<Record<string, unknown>>;

const FORMAT = 1;

/** `values`: the config as it is written, without secrets. Sections that it lacks are left out. */
export function proposalOf(
  values: Values,
  { sections, version, note }: ProposalQuestion,
  act: Pick<ProposalOrigin, "by" | "at">,
): ProposalFile {
  const { enterprise, id } = (values["site"] ?? {}) as Values;
  const content = {
    gembaProposal: FORMAT,
    plant: `${String(enterprise)}/${String(id)}`,
    ...{ by: act.by, at: act.at, version: version ?? null, note },
    sections: Object.fromEntries(
      sections.flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name]]] : [])),
    ),
  } as const;
  return { ...content, hash: hashOf(content) };
}

/** The proposal in a file, or why it is none. */
export function readProposal(file: unknown): ProposalFile | ConfigText {
  if (typeof file !== "object" || file === null) return problem("proposal-none", {});
  const { hash, ...content } = file as Partial<ProposalFile>;
  const { gembaProposal: format, sections } = content;
  if (typeof format !== "number") return problem("proposal-none", {});
  if (format !== FORMAT) return problem("proposal-newer", { format });
  if (typeof sections !== "object" || sections === null || Array.isArray(sections)) return problem("proposal-none", {});
  return hash === hashOf(content) && isOrigin(content) ? (file as ProposalFile) : problem("proposal-changed", {});
}

export function originOf({ plant, by, at, version, note, hash }: ProposalFile): ProposalOrigin {
  return { plant, by, at, version, note, hash };
}

function isOrigin({ plant, by, at, version, note }: Partial<ProposalOrigin>): boolean {
  const texts = [plant, by, at, note];
  return (
    texts.every((text) => typeof text === "string" && text.length <= 500) &&
    (version === null || Number.isSafeInteger(version))
  );
}

function hashOf(content: object): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
