import { withAct } from "../access/people.ts";
import { UserFile } from "../access/user-file.ts";
import { reasonOf } from "../contracts/errors.ts";

/** Leaves a note of an export. The edge records it: at once while it runs, otherwise at its next start. */
export function noteExport(
  dataDir: string,
  { target, after }: { readonly target: string; readonly after: object },
): void {
  try {
    new UserFile(dataDir).change((people) => withAct(people, { action: "export", target, after }));
  } catch (error) {
    process.stderr.write(`The export could not be recorded: ${reasonOf(error)}\n`);
  }
}
