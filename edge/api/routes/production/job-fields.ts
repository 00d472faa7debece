/** Fields of machines' jobs in the API. */
import { JOB_STATES, type JobDifference, type MachineJob } from "../../../contracts/production/machine-jobs.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import { closed, orNull } from "../../http/schemas.ts";

const value = Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]);

export const Parameter = closed({ id: Type.String({ minLength: 1, maxLength: 100 }), value });

export const jobFields = {
  jobId: Type.String(),
  program: orNull(Type.String(), "Its WorkMaster."),
  order: orNull(Type.String(), "The production order."),
  quantity: orNull(Type.Number(), "Pieces."),
  priority: orNull(Type.Number(), "Higher ones come first."),
  state: Type.Enum([...JOB_STATES], { description: "State of OPC 10031-4." }),
  parameters: Type.Optional(Type.Array(Parameter, { description: "Those beside order and pieces." })),
};
export const Job = closed(jobFields);

export const Difference = closed({
  field: Type.Enum(["program", "order", "quantity", "priority", "state", "parameter"]),
  given: Type.Union([Type.String(), Type.Number()]),
  read: Type.Union([Type.String(), Type.Number(), Type.Null()]),
});

export function jobEntry(job: MachineJob): Static<typeof Job> {
  const { jobId, program, order, quantity, priority, state, parameters } = job;
  const more = parameters === undefined ? {} : { parameters: [...parameters] };
  return { jobId, program, order, quantity, priority, state, ...more };
}

export function differenceEntry({ field, given, read }: JobDifference): Static<typeof Difference> {
  return { field, given, read };
}
