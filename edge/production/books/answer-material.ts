/** Answers of the material book, in the thread of the followers. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { Direction, FamilyQuestion } from "../../contracts/production/genealogy.ts";
import type { PiecesQuestion } from "../../contracts/production/material.ts";
import type { RecallQuestion } from "../../contracts/production/recall.ts";
import { Genealogy, type GenealogyOptions } from "../material/genealogy.ts";
import { type AnswerOptions, MaterialAnswers } from "../material/material-answers.ts";
import { recallOf } from "../material/recall.ts";

type Parts = AnswerOptions & Omit<GenealogyOptions, "inspects"> & { readonly plant: Pick<Plant, "assets"> };

export type MaterialAnswered = ReturnType<typeof answersOfMaterial>;

export function answersOfMaterial({ plant, ...parts }: Parts) {
  const inspecting = new Set(plant.assets.flatMap((asset) => (can(asset, "inspects") ? [asset.label] : [])));
  const material = (): MaterialAnswers => new MaterialAnswers(parts);
  const genealogy = (): Genealogy => new Genealogy({ ...parts, inspects: (station) => inspecting.has(station) });
  return {
    pieces: (question: PiecesQuestion) => material().pieces(question),
    placeOf: (piece: string, at: Micros | undefined) => material().placeOf(piece, at),
    places: (at: Micros | undefined) => material().places(at),
    orders: (at: Micros | undefined, now: Micros) => material().orders(at, now),
    reconciliation: () => material().reconciliation(),
    life: (piece: string, direction: Direction) => genealogy().life(piece, direction),
    family: (question: FamilyQuestion) => genealogy().family(question),
    recall: (question: RecallQuestion, limit: number) => recallOf(parts, question, limit),
    /** Pieces in the plant; undefined before the first material event. */
    inside: () => (parts.twin.counters.events === 0 ? undefined : parts.twin.inside.size),
  };
}
