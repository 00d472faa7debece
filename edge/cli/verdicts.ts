import { causeInWords, causeOf, sentence } from "../contracts/alerts/causes.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { VerdictAnswer } from "../verdicts/verdict-learning.ts";
import type { Command } from "./command.ts";
import { languageOf } from "./options.ts";
import { askEdge } from "./process/ask-edge.ts";
import { verdictWords } from "./verdict-words.ts";

const HELP = `gemba verdicts [apply | back]: lets what people said about findings count

  Without a word: proposes a new version of how common each kind of fault is, how much
  evidence a finding needs and how severe it is, for each type of asset, and prints it
  beside the version in force, with what past findings would have been. Changes nothing.

  apply            puts the proposed version into force; prints the same. On record.
  back             puts the version before into force again. On record.

  --data-dir DIR   of the running edge (default ./data)
  --language WORD  zh or en (default en)
  --json           prints the answer as JSON
`;

const ACTS = ["propose", "apply", "back"];

/** `gemba verdicts`. */
export const verdictsCommand: Command = {
  help: HELP,
  operands: 1,
  async run({ positionals, dataDir, json, csv }, signal) {
    const [act = "propose"] = positionals;
    if (!ACTS.includes(act)) throw new EdgeError("bad-request", `gemba verdicts takes apply or back, not ${act}`);
    const language = languageOf({ csv });
    const answer = await askEdge<VerdictAnswer>(dataDir, { name: "verdicts", act }, signal);
    if ("refused" in answer) {
      process.stderr.write(`${sentence(causeInWords(causeOf(answer.refused)), language)}\n`);
      return 2;
    }
    process.stdout.write(json ? `${JSON.stringify(answer.done)}\n` : verdictsText(answer.done, language));
    return 0;
  },
};

type Say = ReturnType<typeof verdictWords>;

/** The version before and after, and what becomes of past findings. */
export function verdictsText(answer: VerdictAnswer, language: keyof LocalizedText): string {
  const say = verdictWords(language);
  const { done, from, to, verdicts, hasChanges } = answer;
  const isNews = done !== "proposed" || hasChanges;
  const lines = [
    say(isNews ? done : "unchanged", { from, to, verdicts }),
    say("default", {}),
    ...titled(say("priors", {}), priorLines(answer, say)),
    ...titled(
      say("levels", {}),
      answer.levels.map(({ assetType, watch, before, after }) =>
        say("level", { before: before.toFixed(2), after: after.toFixed(2), type: assetType, watch }),
      ),
    ),
    ...titled(say("past", {}), [...countLines(answer, say), ...pastLines(answer, say)]),
  ];
  if (answer.past.length > 0) lines.push(say("caveat", {}));
  return `${lines.join("\n")}\n`;
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

function priorLines({ priors }: VerdictAnswer, say: Say): readonly string[] {
  return priors.flatMap(({ assetType, component, verdicts, kinds, others, softer }) => [
    say("place", { type: assetType, component: component || say("whole", {}), verdicts }),
    ...kinds.map(({ kind, before, after, found }) =>
      say("kind", { before: percent(before), after: percent(after), kind, found }),
    ),
    ...(others === 0 ? [] : [`  ${say("others", { others })}`]),
    ...(softer.before === softer.after ? [] : [`  ${say("softer", { ...softer })}`]),
  ]);
}

function countLines({ counts }: VerdictAnswer, say: Say): readonly string[] {
  return counts.map(({ verdict, findings, raised, named, namedFirst }) =>
    say("count", {
      verdict: verdictText(verdict, say),
      findings,
      raisedBefore: raised.before,
      raisedAfter: raised.after,
      named,
      firstBefore: namedFirst.before,
      firstAfter: namedFirst.after,
    }),
  );
}

function pastLines({ past }: VerdictAnswer, say: Say): readonly string[] {
  return past.map(({ at, asset, component, verdict, found, isRaised, first }) =>
    say("one", {
      at: new Date(at / 1000).toISOString(),
      asset,
      component,
      verdict: verdictText(verdict ?? "none", say),
      found: found ?? "-",
      raised: say(isRaised.after === null ? "unknown" : isRaised.after ? "kept" : "gone", {}),
      before: first.before ?? "-",
      after: first.after ?? "-",
    }),
  );
}

function verdictText(verdict: string, say: Say): string {
  return say(verdict === "right" || verdict === "wrong" || verdict === "not-useful" ? verdict : "unjudged", {});
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1).padStart(5)} %`;
}
