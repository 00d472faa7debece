/** The material book as a plugin. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { GenealogyReader } from "../../contracts/production/genealogy.ts";
import type { MaterialReader } from "../../contracts/production/material.ts";
import type { RecallReader } from "../../contracts/production/recall.ts";
import type { MaterialConfig } from "../material/config.ts";
import { signalOf } from "../state/machine-tags.ts";
import type { MaterialAnswered } from "./answer-material.ts";
import { genealogyReader, materialReader, recallReader } from "./readers.ts";

type Sections = { readonly material: MaterialConfig };
type Readers = {
  readonly material: MaterialReader;
  readonly genealogy: GenealogyReader;
  readonly recalls: RecallReader;
};

export const materialFollower: FollowerPlugin<Sections, Readers> = {
  name: "material",
  module: new URL("./open-material.ts", import.meta.url),
  plan({ material }) {
    const named = new Set([
      ...material.results.flatMap(({ signals }) => signals),
      ...material.observations.map(({ signal }) => signal),
    ]);
    return { own: material, goesBy: (tag) => named.has(signalOf(tag)) };
  },
  readers({ follower }) {
    const book = follower<MaterialAnswered>("material");
    return { material: materialReader(book), genealogy: genealogyReader(book), recalls: recallReader(book) };
  },
};
