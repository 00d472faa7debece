import type { Crew } from "../../contracts/forecast/description.ts";
import type { Shift } from "../../contracts/plant/plant.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { PEOPLE } from "./problem-table.ts";

interface CrewProblem {
  /** From the list of crews on. */
  readonly steps: readonly (string | number)[];
  readonly kind: keyof typeof PEOPLE;
  readonly parts: Readonly<Record<string, string>>;
}

/** Crews that cannot be: two with one id or for one task, no such machine or shift, nobody ever on duty. */
export function crewProblems(
  crews: readonly Crew[],
  assets: readonly { readonly label: string }[],
  shifts: readonly Pick<Shift, "name">[],
): readonly CrewProblem[] {
  const twice = crews.flatMap(({ id }, number): readonly CrewProblem[] =>
    crews.findIndex((one) => one.id === id) === number
      ? []
      : [{ steps: [number, "id"], kind: "people-twice", parts: { id } }],
  );
  const never = crews.flatMap((crew, number) => dutyProblems(crew, shifts).map((one) => within(number, one)));
  return [...twice, ...never, ...placeProblems(crews, assets)];
}

function within(number: number, { steps, ...problem }: CrewProblem): CrewProblem {
  return { steps: [number, ...steps], ...problem };
}

function dutyProblems({ id, people, shifts: own = [] }: Crew, shifts: readonly Pick<Shift, "name">[]): CrewProblem[] {
  const found = own.flatMap(({ shift }, line): CrewProblem[] =>
    shifts.some((one) => isNamed(one, shift))
      ? []
      : [{ steps: ["shifts", line, "shift"], kind: "people-no-shift", parts: { shift } }],
  );
  const counts = shifts.map((one) => own.find(({ shift }) => isNamed(one, shift))?.people ?? people);
  if (Math.max(...(counts.length === 0 ? [people] : counts)) === 0)
    found.push({ steps: ["people"], kind: "people-nobody", parts: { id } });
  return found;
}

function placeProblems(crews: readonly Crew[], assets: readonly { readonly label: string }[]): readonly CrewProblem[] {
  const found: CrewProblem[] = [];
  const taken = new Map<string, string>();
  for (const [number, { id, for: tasks, at }] of crews.entries())
    for (const [line, word] of at.entries()) {
      const steps = [number, "at", line];
      const meant = assets.filter(({ label }) => matchesWord(word, label));
      if (meant.length === 0) found.push({ steps, kind: "people-no-machine", parts: { at: word } });
      for (const { machine, task } of meant.flatMap(({ label }) => tasks.map((task) => ({ machine: label, task })))) {
        const first = taken.get(`${task} ${machine}`) ?? id;
        taken.set(`${task} ${machine}`, first);
        if (first !== id) found.push({ steps, kind: "people-two-crews", parts: { task, machine, first, id } });
      }
    }
  return found;
}

/** Whether this is the shift's name, in either language. */
export function isNamed({ name }: Pick<Shift, "name">, shift: string): boolean {
  return name?.en === shift || name?.zh === shift;
}
