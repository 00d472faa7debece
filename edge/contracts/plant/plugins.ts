import type { FollowerPlugin } from "../path/follower-plugin.ts";
import type { SinkPlugin, SourcePlugin } from "../path/plugin.ts";
import type { EdgeConfig, ReadConfig, SectionProblem } from "./edge-config.ts";
import type { SectionPlugin, SectionsOf } from "./section.ts";

/** Warnings that concern several sections at once. */
interface ConfigAdvice<Sections = unknown> {
  /** Called only where the config has no problems. */
  find(config: ReadConfig<Sections>): readonly SectionProblem[];
}

/** Everything that can be configured: kinds of sources and sinks, sections, and what follows the commit log. */
export interface Plugins<
  List extends readonly SectionPlugin[] = readonly SectionPlugin[],
  Followers extends readonly FollowerPlugin<SectionsOf<List>>[] = readonly FollowerPlugin<SectionsOf<List>>[],
> {
  readonly sources: readonly SourcePlugin[];
  readonly sinks: readonly SinkPlugin[];
  readonly sections: List;
  readonly followers: Followers;
  readonly advice?: readonly ConfigAdvice<SectionsOf<List>>[];
}

/** A plant's config with the sections of these plugins. */
export type ConfigOf<P extends Pick<Plugins, "sections">> = EdgeConfig<SectionsOf<P["sections"]>>;

/** Checks a list of plugins and keeps the types of its sections. Throws where two of one sort share a name. */
export function definePlugins<
  const List extends readonly SectionPlugin[],
  const Followers extends readonly FollowerPlugin<SectionsOf<List>>[],
>(
  plugins: Pick<Plugins, "sources" | "sinks"> & {
    readonly sections: List;
    readonly followers: Followers;
    readonly advice?: NoInfer<NonNullable<Plugins<List>["advice"]>>;
  },
): Plugins<List, Followers> {
  const { sources, sinks, sections, followers } = plugins;
  for (const names of [[...sources, ...sinks].map(({ kind }) => kind), namesOf(sections), namesOf(followers)]) {
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new Error(`two plugins of one sort are called ${twice}`);
  }
  return plugins;
}

function namesOf(plugins: readonly { readonly name: string }[]): string[] {
  return plugins.map(({ name }) => name);
}
