/** Names of a server's nodes in the words of a plant's config. */
import { kebab, shortHash, wordOf } from "../../config-words.ts";
import { sameNamespace, UA_NAMESPACE } from "../subscribe/browse-path.ts";
import type { FoundNode } from "./walk.ts";

/** Prefixes that people know from the companion specifications. */
const KNOWN_PREFIXES: readonly (readonly [prefix: string, uri: string])[] = [
  ["di", "http://opcfoundation.org/UA/DI/"],
  ["ia", "http://opcfoundation.org/UA/IA/"],
  ["mach", "http://opcfoundation.org/UA/Machinery/"],
  ["isa95", "http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/"],
  ["jobs", "http://opcfoundation.org/UA/Machinery/Jobs/"],
  ["res", "http://opcfoundation.org/UA/Machinery/Result/"],
  ["mt", "http://opcfoundation.org/UA/MachineTool/"],
  ["cnc", "http://opcfoundation.org/UA/CNC"],
  ["rob", "http://opcfoundation.org/UA/Robotics/"],
  ["packml", "http://opcfoundation.org/UA/PackML/"],
  ["pv", "http://opcfoundation.org/UA/Machinery/ProcessValues/"],
];

/** Folders of the companion models whose names do not describe the measured quantity. */
const SILENT = new Set([
  ...[
    "Monitoring",
    "MachineTool",
    "ParameterSet",
    "Production",
    "MachineryBuildingBlocks",
    "MotionDevices",
    "Axes",
    "PowerTrains",
    "Controllers",
    "TaskControls",
    "SafetyStates",
  ],
  ...["CncAxisList", "CncChannelList", "CncSpindleList", "CurrentState", "Equipment"],
]);

/** A prefix for each namespace of the server, in its order; namespace 0 needs none. */
export function prefixesOf(namespaces: readonly string[]): string[] {
  const taken = new Set<string>();
  return namespaces.map((uri, index) => {
    if (index === 0) return "";
    const known = KNOWN_PREFIXES.find(([, one]) => sameNamespace(one, uri))?.[0];
    // The last distinctive part; for a host name its first label.
    const part = uri.split(/[/:]/).findLast((one) => !/^(ua|opcua|)$/i.test(one)) ?? "";
    const last = kebab(part.replace(/^www\./, "").split(".")[0] ?? "");
    const wanted =
      known ??
      (index === 1
        ? "own"
        : /^[a-z]/.test(last)
          ? last.slice(0, 20).replace(/-$/, "")
          : `ns-${last}`.slice(0, 20).replace(/-$/, ""));
    const prefix = taken.has(wanted) ? `${wanted}-${shortHash(uri)}` : wanted;
    taken.add(prefix);
    return prefix;
  });
}

/** Steps from `from`, which is not among them, to the node. */
export function stepsBelow(from: FoundNode | undefined, node: FoundNode): FoundNode[] {
  const steps: FoundNode[] = [];
  for (let at: FoundNode | undefined = node; at !== undefined && at !== from; at = at.parent) steps.unshift(at);
  return steps;
}

/** Browse path as `parseBrowsePath` reads it. */
export function pathText(steps: readonly FoundNode[], prefixes: readonly string[]): string {
  return steps
    .map(({ namespace, name }) =>
      namespace === 0 ? escaped(name) : `${prefixes[namespace] ?? `ns${namespace}`}:${escaped(name)}`,
    )
    .join("/");
}

/** A config would read braces as a parameter, so the letter behind one is escaped too. */
function escaped(name: string): string {
  return name.replace(/[&/:{]/g, "&$&").replace(/\{(?=[A-Za-z])/g, "{&");
}

/**
 * Component and signal of a variable: the last step is the signal, the distinctive steps before it are the component.
 */
export function tagName(steps: readonly FoundNode[], suffix = ""): { component: string; signal: string } {
  const distinctive = distinctiveSteps(steps);
  const last = distinctive.at(-1)?.name ?? "value";
  // `…/CurrentState` is the state of its parent.
  const parts = last === "CurrentState" ? distinctive.slice(0, -1) : distinctive;
  const names = parts.length === 0 ? ["state"] : parts.map(({ name }) => name);
  const component = names.slice(0, -1).map(kebabOrHash).join("-");
  return {
    component: component === "" ? "" : wordOf(component),
    signal: wordOf(`${kebabOrHash(names.at(-1) as string)}${suffix === "" ? "" : `-${kebabOrHash(suffix)}`}`),
  };
}

/** The last step and the distinctive ones before it. */
export function distinctiveSteps(steps: readonly FoundNode[]): FoundNode[] {
  return steps.filter((step, i) => i === steps.length - 1 || !SILENT.has(step.name));
}

function kebabOrHash(name: string): string {
  return kebab(name) || `x-${shortHash(name)}`;
}

export function uriOf(node: FoundNode, namespaces: readonly string[]): string {
  return node.namespace === 0 ? UA_NAMESPACE : (namespaces[node.namespace] ?? "");
}
